"""Reading of uploaded XLSX sheets, within limits on their size. The only module that imports openpyxl."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl

from idea4gov.domain.errors import DomainError
from idea4gov.domain.proposal_sheets import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    ProposalSheet,
    SheetRefused,
    SheetTooLarge,
    sheet_of,
)

MAX_UNPACKED_BYTES = 30 * 1024 * 1024
MAX_PARTS = 200
MAGIC = b"PK\x03\x04"
_DANGERS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def read_xlsx(data: bytes) -> ProposalSheet:
    """The first sheet of a workbook as texts; of a formula, the value that was stored with it.

    Raises SheetRefused, SheetTooLarge, SheetEmpty.
    """
    if len(data) > MAX_BYTES:
        raise SheetTooLarge(field="sheet")
    try:
        _check_package(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return sheet_of(_lines(book.worksheets[0]))
            finally:
                book.close()
    except DomainError:
        raise
    # A hostile file can cause errors of many kinds, from KeyError to those of the XML parser.
    except Exception as error:
        raise SheetRefused(field="sheet") from error


def _check_package(data: bytes) -> None:
    """Refuse a package that is too large when unpacked, or whose XML declares a document type or entities.

    Such XML can read other files or expand without limit. Raises SheetRefused, SheetTooLarge.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise SheetTooLarge(field="sheet")
        for part in parts:
            # Whatever its extension: openpyxl goes by the list of contents. It reads no pictures.
            if not part.filename.lower().startswith("xl/media/"):
                text = package.read(part)
                if any(danger in text for danger in _DANGERS):
                    raise SheetRefused(field="sheet")


def _lines(page: Any) -> Iterator[list[str]]:
    """The rows as texts.

    One row and one column beyond the limits are read, so that sheet_of can refuse them.
    """
    page.reset_dimensions()
    rows = page.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True)
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
