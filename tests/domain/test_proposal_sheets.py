"""The file of a workshop's sheet: read in every encoding that spreadsheets write, and within bounds."""

import pytest

from idea4gov.domain.proposal_sheets import (
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    LineUnreadable,
    SheetEmpty,
    SheetRefused,
    SheetTooLarge,
    SheetUnknown,
    column_name,
)
from idea4gov.domain.sheet_texts import read_csv

TEXT = "ข้อเสนอ,หมวด,พื้นที่\nติดไฟทางเดิน,สุขภาพ,ต.แสนสุข\n"


def read(data: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in read_csv(data).page().lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_csv_of_every_spreadsheet_is_read(encoding: str, delimiter: str, end: str) -> None:
    data = TEXT.replace(",", delimiter).replace("\n", end).encode(encoding)
    assert read(data) == [(1, ("ข้อเสนอ", "หมวด", "พื้นที่")), (2, ("ติดไฟทางเดิน", "สุขภาพ", "ต.แสนสุข"))]


def test_utf_16_of_the_other_byte_order_is_read() -> None:
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be"))[1][1][0] == "ติดไฟทางเดิน"


def test_line_numbers_are_those_of_the_file() -> None:
    assert read(b'a,b\n\n"x\ny",1\n,\nz,2\n') == [
        (1, ("a", "b")),
        (3, ("x\ny", "1")),
        (6, ("z", "2")),
    ]


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ('"ศาลา" กลางบ้าน', '"ศาลา" กลางบ้าน'),
        ('ซ่อม "ศาลา"', 'ซ่อม "ศาลา"'),
        ('ท่อ 5"', 'ท่อ 5"'),
        ('"ศาลา, กลางบ้าน"', "ศาลา, กลางบ้าน"),
        ('"เรียก ""ศาลา"" กัน"', 'เรียก "ศาลา" กัน'),
        ('""', ""),
    ],
)
def test_quotation_marks_are_read_as_they_are_meant(cell: str, read_as: str) -> None:
    text = f"ข้อเสนอ,รายละเอียด\nไฟ,{cell}\nท่อ,ตัน\n"
    assert read(text.encode()) == [
        (1, ("ข้อเสนอ", "รายละเอียด")),
        (2, ("ไฟ", read_as) if read_as else ("ไฟ",)),
        (3, ("ท่อ", "ตัน")),
    ]


def test_a_mark_that_is_never_closed_is_refused_with_its_line() -> None:
    with pytest.raises(LineUnreadable) as refused:
        read('ข้อเสนอ,ก\nไฟ,ดี\n"ศาลา,ดี\nท่อ,"ตัน"\n'.encode())
    assert refused.value.data["line"] == 3


def test_a_damaged_letter_is_refused_with_its_line() -> None:
    data = "ข้อเสนอ\nไฟดับ\nขุดท่อ\n".encode()
    with pytest.raises(LineUnreadable) as refused:
        read(data[:-3] + b"\xff\n")
    assert refused.value.data["line"] == 3


@pytest.mark.parametrize("first", ["sep=|\n", '"sep=|"\n', "SEP=|\r\n"])
def test_a_line_that_names_the_separator_is_obeyed(first: str) -> None:
    assert read(f"{first}ข้อเสนอ|ก,ข\nไฟ|1;2\n".encode()) == [(2, ("ข้อเสนอ", "ก,ข")), (3, ("ไฟ", "1;2"))]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", SheetEmpty),
        ("ข้อเสนอ\n\n\n".encode(), SheetEmpty),
        (b"a,b\n\xff\xfe\xfd\xfc", SheetRefused),
        (b"a,b\nc\x00,d\n", SheetRefused),
        ("ข้อเสนอ\nก".encode("utf-16")[:-1], SheetRefused),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", SheetRefused),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), SheetRefused),
        (b"<html><table><tr><td>a</td></tr></table></html>", SheetRefused),
        (b"{\\rtf1 a\nb}", SheetRefused),
        (b'a\n"open', LineUnreadable),
        (b"x" * (MAX_BYTES + 1), SheetTooLarge),
        (b"a\n" + b"b\n" * (MAX_ROWS + 10), SheetTooLarge),
        (b"a\n" + b"1\n" * 6_000, SheetTooLarge),
        (b"a\n" + b"b" * (MAX_CELL + 1), SheetTooLarge),
        (b"a\n" + b"," * 40 + b"x", SheetTooLarge),
        (b"," * 500_000, SheetTooLarge),
        ("ข้อเสนอ\n".encode() + "é".encode() * 900_000, SheetTooLarge),
        (b"a\n" + (b"b" * 9_000 + b"\n") * 120, SheetTooLarge),
        (b'"a""\n' * 100_000, LineUnreadable),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(data)


def test_csv_has_one_sheet_without_a_name() -> None:
    with pytest.raises(SheetUnknown):
        read_csv(TEXT.encode()).page("Sheet1")


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_spreadsheets_do(index: int, name: str) -> None:
    assert column_name(index) == name
