"""Workbooks that people send: read as texts; bombs, entities and other tricks are refused."""

import zipfile
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from idea4gov.domain.proposal_sheets import MAX_ROWS, SheetEmpty, SheetRefused, SheetTooLarge
from idea4gov.outside.sheet_reading import read_xlsx


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


def test_cells_of_every_kind_become_texts() -> None:
    sheet = read_xlsx(workbook(("ข้อเสนอ", "จำนวน"), ("ไฟ", 4.0), ("ถัง", 2.5), (datetime(2026, 11, 25), None)))
    assert sheet.header == ("ข้อเสนอ", "จำนวน")
    assert sheet.rows == (("ไฟ", "4"), ("ถัง", "2.5"), ("2026-11-25T00:00:00", ""))


def test_formula_is_never_text_to_run() -> None:
    with pytest.raises(SheetEmpty):
        read_xlsx(workbook(("ข้อเสนอ",), ("=1+1",)))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and then nothing",
        workbook(("a",), ("b",))[:600],
        with_part(workbook(("a",), ("b",)), "xl/workbook.xml", b"<nonsense/>"),
        with_part(
            workbook(("a",), ("b",)),
            "xl/sharedStrings.xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><sst><si><t>&a;&a;</t></si></sst>',
        ),
    ],
)
def test_broken_and_hostile_workbooks_are_refused(data: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_xlsx(data)


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(workbook(("a",), ("b",)), "xl/media/big.bin", bytes(40 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(SheetTooLarge):
        read_xlsx(bomb)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(SheetTooLarge):
        read_xlsx(workbook(("a",), *[("b",)] * (MAX_ROWS + 1)))
