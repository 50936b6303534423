"""The sheet of a workshop, as a file: CSV or XLSX becomes rows of texts, within bounds."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from idea4gov.domain.errors import N_, Invalid

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 500, 30, 10_000
_DELIMITERS = (",", ";", "\t")


class SheetRefused(Invalid):
    """The file cannot be read as a spreadsheet."""

    code = "sheet_refused"
    message = N_(
        "We cannot read this file as a sheet. Please save it as XLSX or CSV (UTF-8) and send it again."
    )


class SheetTooLarge(Invalid):
    """The sheet has too many rows or columns, or too long a cell.

    max_rows, max_columns: allowed numbers. max_cell: characters allowed in a cell.
    """

    code = "sheet_too_large"
    message = N_(
        "This sheet is too large. It may be at most 2 MB, with %(max_rows)s rows, %(max_columns)s columns "
        "and %(max_cell)s characters in a cell. Please split it."
    )

    def __init__(self, **data: object) -> None:
        limits = {"max_rows": MAX_ROWS, "max_columns": MAX_COLUMNS, "max_cell": MAX_CELL}
        super().__init__(**limits, **data)


class SheetEmpty(Invalid):
    """The sheet has no row below the heading."""

    code = "sheet_empty"
    message = N_(
        "This sheet has no rows. The first row must be the heading, and each row below it one proposal."
    )


@dataclass(frozen=True)
class ProposalSheet:
    """The texts of a sheet. header: titles of the columns. rows: each has one cell per column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_csv(data: bytes) -> ProposalSheet:
    """Read CSV in UTF-8 or Windows-874, separated by commas, semicolons or tabs.

    Raises SheetRefused, SheetTooLarge, SheetEmpty.
    """
    if len(data) > MAX_BYTES:
        raise SheetTooLarge(field="sheet")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp874")
        except UnicodeDecodeError as error:
            raise SheetRefused(field="sheet") from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return sheet_of(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetRefused(field="sheet") from error


def sheet_of(lines: Iterable[Sequence[str]]) -> ProposalSheet:
    """Build a sheet from rows of cells. The first row that is not empty is the heading.

    lines: empty rows below the heading are kept, so that row numbers stay right. Raises SheetTooLarge,
    SheetEmpty.
    """
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    for line in lines:
        cells = tuple(cell.strip() for cell in line)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > MAX_COLUMNS or any(len(cell) > MAX_CELL for cell in cells) or len(rows) > MAX_ROWS:
            raise SheetTooLarge(field="sheet")
        if not header:
            header = cells
        else:
            rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise SheetEmpty(field="sheet")
    if len(rows) > MAX_ROWS:
        raise SheetTooLarge(field="sheet")
    width = max(len(header), *map(len, rows))
    wide = tuple(cell or f"({number})" for number, cell in enumerate(_filled(header, width), start=1))
    return ProposalSheet(wide, tuple(_filled(row, width) for row in rows))


def _filled(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
