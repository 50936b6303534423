"""Workbooks that people send: bombs, entities and other tricks are refused."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from idea4gov.domain.proposal_sheets import MAX_ROWS, SheetEmpty, SheetRefused, SheetTooLarge
from idea4gov.outside.sheet_reading import read_sheet


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, text: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return out.getvalue()


def sheet_of(data: bytes) -> bytes:
    """The XML of the first sheet."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml")


PLAIN = workbook(("ข้อเสนอ",), ("ไฟ",))
DOCUMENT = with_part(
    PLAIN, "xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><sst><si><t>&a;&a;</t></si></sst>'
)


def far_down(row: int, column: str) -> bytes:
    """A workbook with one more cell far from the others."""
    cell = f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return with_part(
        PLAIN, "xl/worksheets/sheet1.xml", sheet_of(PLAIN).replace(b"</sheetData>", cell.encode())
    )


def strings(count: int) -> bytes:
    return with_part(PLAIN, "xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * count + b"</sst>")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and then nothing",
        PLAIN[:600],
        with_part(PLAIN, "xl/workbook.xml", b"<nonsense/>"),
        DOCUMENT,
        with_part(PLAIN, "mimetype", b"application/vnd.oasis.opendocument.spreadsheet")[:900],
    ],
)
def test_broken_and_hostile_workbooks_are_refused(data: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_sheet(data)


@pytest.mark.parametrize(
    "data",
    [
        with_part(PLAIN, "xl/media/big.bin", bytes(40 * 1024 * 1024)),
        strings(1_700_000),
        far_down(1_000_000, "A"),
        far_down(3, "XFD"),
        workbook(("ข้อเสนอ",), *[("ไฟ",)] * (MAX_ROWS + 10)),
        with_part(
            PLAIN,
            "xl/worksheets/sheet1.xml",
            sheet_of(PLAIN)
            .replace(
                b"</sheetData>", b'</sheetData><mergeCells count="9">' + b'<mergeCell ref="A1:A900000"/>' * 9
            )
            .replace(b"</worksheet>", b"</mergeCells></worksheet>"),
        ),
    ],
    ids=["bomb", "strings", "row", "column", "rows", "merges"],
)
def test_what_would_take_minutes_is_refused(data: bytes) -> None:
    assert len(data) < 100_000
    with pytest.raises(SheetTooLarge):
        read_sheet(data)


def test_a_workbook_without_text_is_refused() -> None:
    with pytest.raises(SheetEmpty):
        read_sheet(workbook())


def test_many_sheets_of_one_large_part_are_refused() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(3, 5_000))
    large = with_part(
        PLAIN, "xl/worksheets/sheet1.xml", sheet_of(PLAIN).replace(b"</sheetData>", rows + b"</sheetData>")
    )
    assert read_sheet(large).page().lines[1].cells == ("ไฟ",)
    with zipfile.ZipFile(BytesIO(large)) as package:
        book = package.read("xl/workbook.xml")
    (sheet,) = re.findall(rb"<sheet [^>]*/>", book)
    many = b"".join(sheet.replace(b'name="Sheet"', b'name="S%d"' % number) for number in range(90))
    with pytest.raises(SheetTooLarge):
        read_sheet(with_part(large, "xl/workbook.xml", book.replace(sheet, many)))
