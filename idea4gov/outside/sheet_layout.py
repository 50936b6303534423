"""A sheet of a workbook as it was saved: its cells, and what is hidden or merged."""

import re
from typing import NamedTuple

from idea4gov.domain.proposal_sheets import OF_PROPOSALS, SheetBounds, SheetTooLarge
from idea4gov.outside.sheet_package import PartReader

MAX_WIDTH = 300
"""Columns looked at, hidden ones among them."""

MAX_MERGED_LINES = 20_000
_YES = ("1", "true")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class SavedCell(NamedTuple):
    """A cell with a value. column: from 1. kind: its attribute `t`. text: of the value. style: its number."""

    column: int
    kind: str
    text: str
    style: int


class SavedRow(NamedTuple):
    """A row with values. number: from 1."""

    number: int
    cells: list[SavedCell]


class Layout(PartReader):
    """What is hidden and merged in a sheet, and its rows with values, as they stand in the file."""

    def __init__(self, bounds: SheetBounds = OF_PROPOSALS) -> None:
        self._most_lines = bounds.lines
        self.rows = list[SavedRow]()
        self._hidden_lines = dict[int, bool]()
        self._lines_hidden = False
        self._hidden_columns = bytearray(MAX_WIDTH)
        self._merges = dict[int, list[_Merge]]()
        self._merged_lines = 0
        self._above = dict[_Merge, str]()
        self._number = self._column = 0
        self._row = SavedRow(0, [])
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._inline: list[str] | None = None
        self._in_phonetic = False

    def hides_line(self, number: int) -> bool:
        """Whether a line, from 1, is not shown."""
        return self._hidden_lines.get(number, self._lines_hidden)

    def hides_column(self, index: int) -> bool:
        """Whether a column, from 0, is not shown."""
        return bool(self._hidden_columns[index])

    def cells_from_above(self, number: int, cells: list[str]) -> list[int]:
        """Write into the cells of a line what merged cells say further up. Returns their indexes.

        To be called for the lines in their order.
        """
        merged = list[int]()
        for one in self._merges.get(number, ()):
            at = one.left - 1
            if one.top == number and at < len(cells):
                self._above[one] = cells[at]
            elif one.top < number and self._above.get(one):
                cells.extend([""] * (at + 1 - len(cells)))
                cells[at] = self._above[one]
                merged.append(at)
        return merged

    def spread(self, number: int, index: int) -> int:
        """Over how many columns a cell is spread."""
        found = (one for one in self._merges.get(number, ()) if one.left == index + 1)
        return next((one.right - one.left + 1 for one in found), 1)

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """Take in the beginning of an element. Raises SheetTooLarge."""
        match name:
            case "c":
                self._begin_cell(attributes)
            case "row":
                self._begin_row(attributes)
            case "v" | "f" | "is":
                self._extend()
                self._inline = [] if name == "is" else self._inline
            case "rPh":
                self._in_phonetic = True
            case "col":
                self._add_columns(attributes)
            case "mergeCell":
                self._add_merge(attributes["ref"])
            case "sheetFormatPr":
                self._lines_hidden = attributes.get("zeroHeight") in _YES

    def end(self, name: str, text: str, /) -> None:
        """Take in the end of an element."""
        match name:
            case "v" if self._value is None:
                self._value = text
            case "t" if self._inline is not None and not self._in_phonetic:
                self._inline.append(text)
            case "rPh":
                self._in_phonetic = False
            case "c":
                self._end_cell()
            case "row" if self._row.cells:
                self.rows.append(self._row)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._number = int(attributes.get("r", self._number + 1))
        if "hidden" in attributes or _is_nothing(attributes.get("ht")):
            is_hidden = attributes.get("hidden") in _YES or _is_nothing(attributes.get("ht"))
            self._hidden_lines[self._number] = is_hidden
        self._row, self._column = SavedRow(self._number, []), 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = _place(reference).column if reference else self._column + 1
        self._cell, self._value, self._inline = attributes, None, None

    def _extend(self) -> None:
        if self._number > self._most_lines or self._column > MAX_WIDTH:
            raise SheetTooLarge(field="sheet")

    def _end_cell(self) -> None:
        kind = self._cell.get("t", "n")
        text = "".join(self._inline or ()) if kind == "inlineStr" else self._value
        if text:
            self._row.cells.append(SavedCell(self._column, kind, text, int(self._cell.get("s") or 0)))

    def _add_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _YES or _is_nothing(attributes.get("width")):
            first, last = int(attributes["min"]) - 1, min(int(attributes["max"]), MAX_WIDTH)
            if 0 <= first < last:
                self._hidden_columns[first:last] = b"\1" * (last - first)

    def _add_merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        left, top = _place(first)
        right, bottom = _place(last or first)
        lines = range(top, min(bottom, self._most_lines) + 1)
        self._merged_lines += len(lines)
        if self._merged_lines > MAX_MERGED_LINES:
            raise SheetTooLarge(field="sheet")
        for number in lines:
            self._merges.setdefault(number, []).append(_Merge(left, top, right))


class _Place(NamedTuple):
    column: int
    line: int


class _Merge(NamedTuple):
    left: int
    top: int
    right: int


def _is_nothing(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _place(reference: str) -> _Place:
    """The place of a cell, from 1: "B7" is column 2 of line 7. Raises ValueError."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return _Place(column, int(found[2]))
