"""Workbooks as offices send them, made with openpyxl, xlsxwriter and changed bytes."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter

from tests.outside.ugly import HEADING, ugly


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: tuple[object, ...]) -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def written(write: Callable[[Any, Any], None]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        write(book, book.add_worksheet("แผ่น"))
    return file.getvalue()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with bytes of all its parts replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        for part in package.namelist():
            copy.writestr(part, package.read(part).replace(old, new))
    return out.getvalue()


@ugly("active_second", sheet="สอง", rows=[(2, "ขุดท่อ")])
def _() -> bytes:
    book, _ = book_of(HEADING, ("ซ่อมไฟ",))
    second = book.create_sheet("สอง")
    second.append(HEADING)
    second.append(("ขุดท่อ",))
    book.active = second
    return saved(book)


@ugly("very_hidden_first", sheet="เปิดเผย", rows=[(2, "ขุดท่อ")])
def _() -> bytes:
    book, first = book_of(HEADING, ("ลับ",))
    first.sheet_state = "veryHidden"
    second = book.create_sheet("เปิดเผย")
    second.append(HEADING)
    second.append(("ขุดท่อ",))
    return saved(book)


@ugly("active_one_is_hidden", sheet="สอง", rows=[(2, "ขุดท่อ")])
def _() -> bytes:
    book, first = book_of(HEADING, ("ลับ",))
    second = book.create_sheet("สอง")
    second.append(HEADING)
    second.append(("ขุดท่อ",))
    first.sheet_state = "hidden"
    return replaced(saved(book), b'activeTab="1"', b'activeTab="0"')


@ugly("hidden_rows", rows=[(2, "ซ่อมไฟ"), (5, "ขุดท่อ")], passed_over=[3, 4])
def _() -> bytes:
    book, page = book_of(HEADING, ("ซ่อมไฟ",), ("ซ่อนไว้",), ("ซ่อนด้วย",), ("ขุดท่อ",))
    page.row_dimensions[3].hidden = True
    page.row_dimensions[4].height = 99
    return replaced(saved(book), b'ht="99"', b'ht="0"')


@ugly("hidden_column", rows=[(2, "ซ่อมไฟ", "ดับ")], passed_over=[1, 1], columns={"title": "A", "body": "D"})
def _() -> bytes:
    book, page = book_of(("ข้อเสนอ", "โทรศัพท์", "ผู้เสนอ", "รายละเอียด"), ("ซ่อมไฟ", "081", "", "ดับ"))
    page.column_dimensions.group("B", "C", hidden=True)
    return saved(book)


@ugly("filtered", rows=[(2, "ซ่อมไฟ")], passed_over=[3])
def _() -> bytes:
    def write(book: Any, page: Any) -> None:
        page.write_column("A1", ["โครงการ", "ซ่อมไฟ", "กรองออก"])
        page.autofilter("A1:A3")
        page.filter_column("A", "x == ซ่อมไฟ")
        page.set_row(2, options={"hidden": True})

    return written(write)


@ugly("title_merged_above", rows=[(4, "ซ่อมไฟ", "ดับ")], passed_over=[1], heading_line=3)
def _() -> bytes:
    book, page = book_of(("รายการข้อเสนอ หมู่ 3",), (), HEADING, ("ซ่อมไฟ", "ดับ"))
    page.merge_cells("A1:B1")
    return saved(book)


@ugly("heading_alone_looks_like_one", rows=[(3, "ซ่อมไฟ", "ดับ")], passed_over=[1], heading_line=2)
def _() -> bytes:
    return saved(book_of(("โครงการ",), HEADING, ("ซ่อมไฟ", "ดับ"))[0])


@ugly("heading_in_line_10", rows=[(11, "ซ่อมไฟ")], passed_over=[1], heading_line=10)
def _() -> bytes:
    return saved(book_of(("เวทีประชาคม",), *[()] * 8, HEADING, ("ซ่อมไฟ",))[0])


@ugly("heading_in_line_11", code=1, rows=[], problems=[1], heading_line=0)
def _() -> bytes:
    return saved(book_of(("เวทีประชาคม",), *[()] * 9, HEADING, ("ซ่อมไฟ",))[0])


@ugly("two_line_heading", rows=[(4, "ซ่อมไฟ", "ดับ")], passed_over=[2, 3], heading_line=1)
def _() -> bytes:
    book, page = book_of(HEADING, ("", ""), ("", ""), ("ซ่อมไฟ", "ดับ"))
    page.merge_cells("A1:A3")
    page["B2"], page["B3"] = "โดยย่อ", "(ไม่เกิน 1 หน้า)"
    return saved(book)


@ugly("merged_down", rows=[(2, "ปรับปรุงถนน", "ซอย 1\nซอย 2\nซอย 3"), (5, "ขุดท่อ", "ตัน")], passed_over=[3, 4])
def _() -> bytes:
    book, page = book_of(HEADING, ("ปรับปรุงถนน", "ซอย 1"), ("", "ซอย 2"), ("", "ซอย 3"), ("ขุดท่อ", "ตัน"))
    page.merge_cells("A2:A4")
    return saved(book)


@ugly("category_merged_down", rows=[(2, "ลานกีฬา"), (3, "สนามเด็กเล่น")], categories=["health", "health"])
def _() -> bytes:
    book, page = book_of(("หมวด", "โครงการ"), ("สุขภาพ", "ลานกีฬา"), ("", "สนามเด็กเล่น"))
    page.merge_cells("A2:A3")
    return saved(book)


@ugly("headings_between", rows=[(3, "ซ่อมไฟ", "ดับ"), (5, "ขุดท่อ", "ตัน")], passed_over=[2, 4])
def _() -> bytes:
    rows = (HEADING, ("ด้านโครงสร้างพื้นฐาน",), ("ซ่อมไฟ", "ดับ"), HEADING, ("ขุดท่อ", "ตัน"))
    book, page = book_of(*rows)
    page.merge_cells("A2:B2")
    return saved(book)


@ugly("escapes_everywhere", rows=[(2, "ไฟ_x_ ทาง", "ก\nข"), (3, "_x000D_ คือรหัส", "ค\nง"), (4, "🌳", "จ")])
def _() -> bytes:
    def write(book: Any, page: Any) -> None:
        page.write_row("A1", HEADING)
        page.write_row("A2", ("ไฟ_x_ ทาง", "ก\r\nข"))
        page.write_string("A3", "_x000D_ คือรหัส")
        page.write_formula("B3", '="ค"', None, "ค_x000A_ง")
        page.write_row("A4", ("EMOJI", "จ"))

    data = replaced(written(write), b"EMOJI", b"_xD83C__xDF33_")
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert "ก_x000D_\nข".encode() in package.read("xl/sharedStrings.xml")
    return data


@ugly("escapes_inline", rows=[(2, "ซ่อม ไฟ", "ก\nข")])
def _() -> bytes:
    return replaced(saved(book_of(HEADING, ("ซ่อมQไฟ", "กQข"))[0]), b"Q", b"_x000D_")


@ugly("strict", rows=[(2, "ซ่อมไฟ", "5 ธ.ค. 2569")])
def _() -> bytes:
    data = saved(book_of(HEADING, ("ซ่อมไฟ", date(2026, 12, 5)))[0])
    strict = b"http://purl.oclc.org/ooxml/"
    data = replaced(
        data, b"http://schemas.openxmlformats.org/spreadsheetml/2006/", strict + b"spreadsheetml/"
    )
    return replaced(
        data,
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        strict + b"officeDocument/relationships",
    )


@ugly(
    "days_and_numbers",
    rows=[
        (2, "วัน", "5 ธ.ค. 2569"),
        (3, "วันและเวลา", "5 ธ.ค. 2569 08.30 น."),
        (4, "ปี พ.ศ. ในช่อง", "5 ธ.ค. 2569"),
        (5, "เวลา", "08.30 น."),
        (6, "จำนวน", "4"),
        (7, "เศษ", "0.3"),
        (8, "ใหญ่", "25000000000"),
        (9, "ร้อยละ", "35%"),
        (10, "นาน", "36:30"),
    ],
)
def _() -> bytes:
    values = (
        date(2026, 12, 5), datetime(2026, 12, 5, 8, 30), date(2569, 12, 5), time(8, 30),
        4.0, 0.1 + 0.2, 2.5e10, 0.35, timedelta(hours=36, minutes=30),
    )  # fmt: skip
    names = ("วัน", "วันและเวลา", "ปี พ.ศ. ในช่อง", "เวลา", "จำนวน", "เศษ", "ใหญ่", "ร้อยละ", "นาน")
    book, page = book_of(HEADING, *zip(names, values, strict=True))
    page["B9"].number_format = "0%"
    return saved(book)


@ugly("no_titles", code=1, rows=[(8, "ซ่อมไฟ")], problems=[2, 3, 4, 5, 6, 7])
def _() -> bytes:
    def write(book: Any, page: Any) -> None:
        page.write_row("A1", HEADING)
        page.write_formula("A2", "=Z9", None, "#REF!")
        page.write_number("A3", 12)
        page.write_boolean("A4", True)
        page.write_datetime("A5", datetime(2026, 12, 5), book.add_format({"num_format": "d mmm yyyy"}))
        page.write_row("A6", ("๑๒,๐๐๐.-", "ไฟ"))
        page.write_row("A7", ("#N/A", "ไฟ"))
        page.write_row("A8", ("ซ่อมไฟ",))

    return written(write)


@ugly("prenumbered_with_sums", rows=[(2, "ซ่อมไฟ")], passed_over=[3, 4, 5, 6])
def _() -> bytes:
    rows = [
        (1, "ซ่อมไฟ", 500),
        (2, None, None),
        (3, None, 0),
        (None, "รวมทั้งสิ้น", 500),
        ("รวม 1 โครงการ", None, 500),
    ]
    return saved(book_of(("ที่", "ชื่อโครงการ / กิจกรรม", "งบประมาณ (บาท)"), *rows)[0])


@ugly("utf_8_as_latin_in_a_workbook", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    rows = [tuple(cell.encode().decode("latin-1") for cell in row) for row in (HEADING, ("ซ่อมไฟ", "ดับ"))]
    return replaced(saved(book_of(*rows)[0]), b"\r", b"&#13;")


@ugly("formatted_to_the_end", rows=[(2, "ซ่อมไฟ", "ดับ")])
def _() -> bytes:
    def write(book: Any, page: Any) -> None:
        page.write_row("A1", HEADING)
        page.write_row("A2", ("ซ่อมไฟ", "ดับ"))
        for row in range(2, 8_000):
            page.write_blank(row, 40, None, book.formats[0])

    return written(write)


@ugly("other_sheet_is_huge", sheet="Sheet", rows=[(2, "ซ่อมไฟ")])
def _() -> bytes:
    book, _ = book_of(HEADING, ("ซ่อมไฟ",))
    huge = book.create_sheet("ดิบ")
    for row in range(700):
        huge.append((f"แถว {row}",))
    return saved(book)


@ugly("ods", code=2, says="XLSX or CSV")
def _() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office:document-content/>")
    return file.getvalue()
