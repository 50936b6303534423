"""Sheets as text: CSV of every spreadsheet program, in the encodings that they write."""

import re
from collections.abc import Iterator
from itertools import islice

from idea4gov.domain.proposal_sheets import (
    MAX_COLUMNS,
    OF_PROPOSALS,
    LineUnreadable,
    SheetBounds,
    SheetEmpty,
    SheetFile,
    SheetLine,
    SheetPage,
    SheetRefused,
    SheetTooLarge,
    bounded,
    clean_cell,
    line_of,
)
from idea4gov.domain.sheet_headings import HEADING_LINES, count_headings
from idea4gov.domain.text import OUTER_SPACE

_DELIMITERS = (",", ";", "\t")
_CELLS_LOOKED_AT = 3_000
"""Cells of the first lines that are read to find out what separates them."""

_NO_TEXT = re.compile(
    rb"\s*(?:%PDF|\xd0\xcf\x11\xe0|\{\\rtf|<[!?a-z]|\x89PNG|GIF8|\xff\xd8\xff|PK[\x03\x05]|Rar!|7z\xbc|\x1f\x8b)",
    re.I,
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_EMPTY_LINES = re.compile(r"\n+")
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\n])"?[,;\t]*(?:\n|\Z)', re.IGNORECASE)


def read_csv(data: bytes, bounds: SheetBounds = OF_PROPOSALS) -> SheetFile:
    """Read lines separated by commas, semicolons or tabs, or as the line "sep=" says.

    data: UTF-8, UTF-16 with its mark, or TIS-620 with the additions of Windows. Raises SheetRefused,
    LineUnreadable, SheetTooLarge, SheetEmpty.
    """
    if len(data) > bounds.bytes:
        raise SheetTooLarge(field="sheet")
    if _NO_TEXT.match(data):
        raise SheetRefused(field="sheet")
    text = re.sub("\r\n?", "\n", _decoded(data)).removesuffix("\x1a")
    if "\0" in text:
        raise SheetRefused(field="sheet")
    lines = bounded(_lines(text, bounds), bounds)
    if len(lines) < 2:
        raise SheetEmpty(field="sheet")
    return SheetFile((SheetPage(None, lines),))


def _decoded(data: bytes) -> str:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
            raise SheetRefused(field="sheet") from error
        return _decoded_thai(data, error)


def _decoded_thai(data: bytes, failure: UnicodeDecodeError) -> str:
    """TIS-620. failure: why it is not UTF-8. Raises LineUnreadable, SheetRefused."""
    try:
        return data.decode("cp874")
    except UnicodeDecodeError as error:
        if not re.search(rb"\xe0[\xb8\xb9][\x80-\xbf]", data):
            raise SheetRefused(field="sheet") from error
        raise LineUnreadable(line=data.count(b"\n", 0, failure.start) + 1, field="sheet") from error


def _lines(text: str, bounds: SheetBounds) -> Iterator[SheetLine]:
    said = _SEPARATOR_LINE.match(text)
    delimiter = said[1] if said else _delimiter(text, bounds)
    start, first = (said.end(), 2) if said else (0, 1)
    for number, cells in _split(text, delimiter, start, first, bounds):
        # Before the cells are cleaned, which takes longest.
        if any(cell.strip(OUTER_SPACE) for cell in cells[MAX_COLUMNS:]):
            raise SheetTooLarge(field="sheet")
        yield line_of(number, [cell and clean_cell(cell) for cell in cells])


def _delimiter(text: str, bounds: SheetBounds) -> str:
    """The delimiter that gives the first lines most known headings, then the one that stands most often."""

    def worth(delimiter: str) -> tuple[int, int]:
        headings, count = 0, 0
        try:
            records = _split(text, delimiter, 0, 1, bounds, most=_CELLS_LOOKED_AT)
            for _, cells in islice(records, HEADING_LINES):
                headings, count = max(headings, count_headings(cells[:100])), count + len(cells)
        except LineUnreadable:
            return (-1, text.count(delimiter))
        except SheetTooLarge:
            return (headings, text.count(delimiter))
        return (headings, count)

    return max(_DELIMITERS, key=worth)


def _split(
    text: str, delimiter: str, at: int, number: int, bounds: SheetBounds, *, most: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the number of its first line. most: cells that may hold something;
    None: half of all.

    Unlike the module csv, this keeps loose quotation marks (`"ศาลา" กลางบ้าน`) and knows where a mark was
    opened that is never closed. Raises LineUnreadable, SheetTooLarge.
    """
    sign = re.escape(delimiter)
    quoted = re.compile(rf' *+"((?:[^"]|"")*+)" *+(?={sign}|\n|\Z)')
    plain, run = re.compile(rf"[^{sign}\n]*+"), re.compile(rf"{sign}++")
    count, read, records = 0, 0, 0
    # Excel writes a row to its last formatted column.
    most = bounds.cells // 2 if most is None else most
    while at < len(text):
        empty = _EMPTY_LINES.match(text, at)
        if empty:
            number, at = number + len(empty[0]), empty.end()
            continue
        cells, first = list[str](), number
        while True:
            cell, at = _cell(text, at, quoted, plain, number)
            number += cell.count("\n")
            cells.append(cell)
            between = run.match(text, at)
            at = between.end() if between else at
            empty_cells = len(between[0]) - 1 if between else 0
            count, read = count + 1 + empty_cells, read + 1
            if count > bounds.cells or read > most or records > bounds.records:
                raise SheetTooLarge(field="sheet")
            if not between:
                break
            cells += [""] * empty_cells
        yield first, cells
        at, number, records = at + 1, number + 1, records + 1


def _cell(
    text: str, at: int, quoted: re.Pattern[str], plain: re.Pattern[str], number: int
) -> tuple[str, int]:
    """The text of the cell that begins at an index, and the index behind it. Raises LineUnreadable."""
    found = quoted.match(text, at)
    if found:
        return found[1].replace('""', '"'), found.end()
    found = plain.match(text, at)
    assert found is not None
    if found[0].lstrip(" ").startswith('"') and found[0].count('"') % 2:
        raise LineUnreadable(line=number, field="sheet")
    return found[0], found.end()
