"""The sheet of a workshop: its lines of texts, with the numbers that they have in the file, within bounds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.mojibake import put_right
from idea4gov.domain.text import NEWLINES, OUTER_SPACE

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 500, 30, 10_000
MAX_SIGNS = 1_000_000
# What is checked within a tenth of a second.
LARGE_CELLS, LARGE_CHARACTERS = 400, 20_000
"""Characters of a page."""

MAX_LINES = 5_000
"""Lines kept of a page, with those that hold only their number."""

_LETTER = re.compile(r"[^\W\d_]")
MIB = 1024 * 1024


@dataclass(frozen=True)
class SheetBounds:
    """How much a reader takes of a file.

    rows: lines with words. lines: with text. signs: characters of a page. cells, records: of a CSV file,
    empty ones with them. unpacked, elements: bytes and elements of the parts of a workbook that are read;
    declared: bytes that all its parts say they have.
    """

    bytes: int = MAX_BYTES
    rows: int = MAX_ROWS
    lines: int = MAX_LINES
    signs: int = MAX_SIGNS
    cells: int = 200_000
    records: int = 50_000
    unpacked: int = 16 * MIB
    declared: int = 30 * MIB
    elements: int = 150_000


OF_PROPOSALS = SheetBounds()


class SheetRefused(Invalid):
    """The file cannot be read as a spreadsheet."""

    code = "sheet_refused"
    message = N_(
        "We cannot read this file as a sheet. Please save it as XLSX or CSV (UTF-8) and send it again."
    )


class LineUnreadable(Invalid):
    """A line of a CSV file cannot be read. line: its number in the file."""

    code = "line_unreadable"
    message = N_(
        "Line %(line)s of this file cannot be read: a quotation mark is opened and not closed, or a letter "
        "is damaged. Please correct that line, or save the sheet as XLSX, and send it again."
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
        "This sheet has no rows. One of the first ten lines must be the heading, and each line below it one "
        "proposal."
    )


class SheetUnknown(Invalid):
    """The workbook shows no sheet of this name. name: as asked for. names: those that it shows."""

    code = "sheet_unknown"
    message = N_("This file shows no sheet “%(name)s”. It shows: %(names)s.")


@dataclass(frozen=True)
class SheetLine:
    """A line of a sheet.

    number: in the file, from 1. cells: texts, without empty ones at the end. merged: indexes of the columns
    whose cell hangs together with the one above and repeats its text. spread: over how many columns the only
    text of the line is spread; 1 for other lines.
    """

    number: int
    cells: tuple[str, ...]
    merged: tuple[int, ...] = ()
    spread: int = 1

    def cell(self, column: int | None) -> str:
        """The text in a column; "" where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class SheetPage:
    """What a reader sees of one sheet of a file.

    name: None for CSV. lines: those with text. hidden_lines, hidden_columns: numbers of lines, from 1, and
    indexes of columns that hold text but are not shown; their texts are left out.
    """

    name: str | None
    lines: tuple[SheetLine, ...]
    hidden_lines: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(line.cells) for line in self.lines), default=0)


@dataclass(frozen=True)
class SheetFile:
    """The visible sheets of a file, at least one. shown: index of the one that is seen on opening it."""

    pages: tuple[SheetPage, ...]
    shown: int = 0

    @property
    def is_large(self) -> bool:
        """Whether to check its rows takes more than a tenth of a second."""
        cells = [cell for page in self.pages for line in page.lines for cell in line.cells]
        return len(cells) > LARGE_CELLS or sum(map(len, cells)) > LARGE_CHARACTERS

    def page(self, name: str | None = None) -> SheetPage:
        """The page that is shown first, or the one with a name. Raises SheetUnknown, SheetEmpty."""
        found = next((page for page in self.pages if page.name == name), None)
        if name is None:
            found = self.pages[self.shown]
        if found is None:
            names = ", ".join(page.name or "-" for page in self.pages)
            raise SheetUnknown(name=name, names=names, field="sheet")
        if not found.lines:
            raise SheetEmpty(field="sheet")
        return found


def clean_cell(text: str) -> str:
    """A cell without space around its text, put right if it was read in a wrong encoding.

    Raises SheetTooLarge.
    """
    if text.isspace():
        return ""
    # Three signs of a wrong encoding are one of Thai.
    if len(text) > 3 * MAX_CELL:
        raise SheetTooLarge(field="sheet")
    return NEWLINES.sub("\n", put_right(text)).strip(OUTER_SPACE)


def line_of(number: int, cells: Sequence[str], merged: Iterable[int] = (), spread: int = 1) -> SheetLine:
    """A line of cells. Raises SheetTooLarge."""
    filled = max((at for at, cell in enumerate(cells, start=1) if cell), default=0)
    if filled > MAX_COLUMNS or any(len(cell) > MAX_CELL for cell in cells[:filled]):
        raise SheetTooLarge(field="sheet")
    return SheetLine(number, tuple(cells[:filled]), tuple(merged), spread)


def bounded(lines: Iterable[SheetLine], bounds: SheetBounds = OF_PROPOSALS) -> tuple[SheetLine, ...]:
    """The lines with text. Raises SheetTooLarge as soon as there is too much."""
    kept, worded, signs = list[SheetLine](), 0, 0
    for line in lines:
        if not line.cells:
            continue
        kept.append(line)
        worded += any(map(_LETTER.search, line.cells))
        signs += sum(map(len, line.cells))
        # The heading, and a title or two above it, are no rows.
        if len(kept) > bounds.lines or worded > bounds.rows + 10 or signs > bounds.signs:
            raise SheetTooLarge(field="sheet")
    return tuple(kept)


def column_name(index: int) -> str:
    """The name of a column as spreadsheets show it: 0 is "A", 26 is "AA"."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name
