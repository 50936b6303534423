"""CSV files as offices send them, and files that are no sheets."""

from tests.outside.ugly import ugly


@ugly("sum_is_a_word_too", rows=[(2, "รวมพลังทำความสะอาด"), (3, "รวมเด็กและผู้สูงอายุ")])
def _() -> bytes:
    return "โครงการ\nรวมพลังทำความสะอาด\nรวมเด็กและผู้สูงอายุ\n".encode()


@ugly("beyond_the_heading", code=1, rows=[(2, "ซ่อมไฟ", "ดับ")], problems=[3], columns_of_problems=["C"])
def _() -> bytes:
    return "ข้อเสนอ,รายละเอียด\nซ่อมไฟ,ดับ\nขุดท่อ,ตัน, และเหม็น\n".encode()


@ugly("numbers_without_heading", rows=[(2, "ซ่อมไฟ")], columns={"title": "B"})
def _() -> bytes:
    return ",โครงการ\n1,ซ่อมไฟ\n".encode()


@ugly("dashes_for_nothing", rows=[(2, "ซ่อมไฟ", "ซ่อมไฟ")], passed_over=[3])
def _() -> bytes:
    return "ข้อเสนอ,รายละเอียด\nซ่อมไฟ,-\n-,-\n".encode()


@ugly(
    "line_breaks_in_cells",
    rows=[(4, "ซ่อมไฟ", "หนึ่ง\nสอง"), (8, "ขุดท่อ", "ตัน")],
    passed_over=[1],
    heading_line=3,
)
def _() -> bytes:
    return 'เวที\n\nข้อเสนอ,รายละเอียด\nซ่อมไฟ,"หนึ่ง\nสอง"\n\n,\nขุดท่อ,ตัน\n'.encode()


@ugly("sep_line", rows=[(3, "ซ่อมไฟ, ด่วน", "ดับ")], heading_line=2)
def _() -> bytes:
    return "sep=;\r\nข้อเสนอ;รายละเอียด\r\nซ่อมไฟ, ด่วน;ดับ\r\n".encode("utf-8-sig")


@ugly("commas_in_a_title_of_semicolons", rows=[(3, "ซ่อมไฟ", "ดับ")], passed_over=[1], heading_line=2)
def _() -> bytes:
    return "เวที, หมู่ 1, หมู่ 2, หมู่ 3\nข้อเสนอ;รายละเอียด\nซ่อมไฟ;ดับ\n".encode()


@ugly("utf_16_big", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    return b"\xfe\xff" + "ข้อเสนอ\tรายละเอียด\r\nซ่อมไฟ\tดับ\r\n".encode("utf-16-be")


@ugly("tis_620", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    return "ข้อเสนอ;รายละเอียด\r\nซ่อมไฟ;ดับ\r\n".encode("tis-620")


@ugly("tis_620_as_latin", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    return "ข้อเสนอ,รายละเอียด\nซ่อมไฟ,ดับ\n".encode("tis-620").decode("latin-1").encode()


@ugly("garbled_for_good", code=1, rows=[(2, "ซ่อมไฟ")], problems=[3])
def _() -> bytes:
    return "ข้อเสนอ\nซ่อมไฟ\nà¸‹à¹ˆà¸?à¸¡à¹\n".encode()


@ugly("loose_quotes", rows=[(2, '"ศาลา" กลางบ้าน', "ดับ"), (3, 'ท่อ 5"', 'เรียก "ฝาย"')])
def _() -> bytes:
    return 'ข้อเสนอ,รายละเอียด\n"ศาลา" กลางบ้าน,ดับ\nท่อ 5",เรียก "ฝาย"\n'.encode()


@ugly("open_quote", code=2, says="Line 3")
def _() -> bytes:
    return 'ข้อเสนอ,รายละเอียด\nซ่อมไฟ,ดับ\n"ศาลา,ดับ\nขุดท่อ,ตัน\n'.encode()


@ugly("same_title_spelt_otherwise", code=1, rows=[(2, "แม่น้ำ")], problems=[3])
def _() -> bytes:
    return "โครงการ\nแม่น้ำ\nเเม่นํ้า\n".encode()


@ugly("zero_width_and_no_break", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    return "\u200bข้อ\u200bเสนอ \u00a0,ราย ละเอียด*\n\u200b\u00a0ซ่อมไฟ\u200b,ดับ\u00a0\n\u200b,\u00a0\n".encode()


@ugly("only_numbers", code=2, says="no rows")
def _() -> bytes:
    return "ลำดับ,ข้อเสนอ\n1,\n2,\n3,\n".encode()


@ugly("xls", code=2, says="XLSX or CSV")
def _() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


@ugly("pdf", code=2, says="XLSX or CSV")
def _() -> bytes:
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


@ugly("noise", code=2, says="XLSX or CSV")
def _() -> bytes:
    return bytes(range(256)) * 40
