"""What openpyxl does not tell of a sheet that it streams: what is hidden or merged, and where the text ends.

The XML has been checked for document types before (outside/sheet_reading.py).
"""

import re
from collections.abc import Mapping
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import iterparse

from idea4gov.domain.proposal_sheets import MAX_LINES, SheetTooLarge

MAX_WIDTH = 300
"""Columns looked at, hidden ones among them."""

MAX_MERGED_LINES = 20_000
_YES = ("1", "true")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Layout:
    """What is hidden and merged in a sheet. last_line, last_column: of the last cell with a value, from 1."""

    def __init__(self) -> None:
        self.last_line = self.last_column = 0
        self._hidden_lines = dict[int, bool]()
        self._lines_hidden = False
        self._hidden_columns = list[range]()
        self._merges = dict[int, list[_Merge]]()
        self._merged_lines = 0
        self._above = dict[_Merge, str]()

    def hides_line(self, number: int) -> bool:
        """Whether a line, from 1, is not shown."""
        return self._hidden_lines.get(number, self._lines_hidden)

    def hides_column(self, index: int) -> bool:
        """Whether a column, from 0, is not shown."""
        return any(index + 1 in columns for columns in self._hidden_columns)

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

    def add_columns(self, attributes: Mapping[str, str]) -> None:
        """Take in a `col` element."""
        if attributes.get("hidden") in _YES or _is_nothing(attributes.get("width")):
            self._hidden_columns.append(range(int(attributes["min"]), int(attributes["max"]) + 1))

    def add_line(self, number: int, row: Any) -> None:
        """Take in a `row` element. Raises SheetTooLarge."""
        if "hidden" in row.attrib or _is_nothing(row.get("ht")):
            self._hidden_lines[number] = row.get("hidden") in _YES or _is_nothing(row.get("ht"))
        for at, cell in enumerate(row, start=1):
            if len(cell):
                reference = cell.get("r")
                self.last_line = max(self.last_line, number)
                self.last_column = max(self.last_column, _cell(reference).column if reference else at)
        if self.last_line > MAX_LINES or self.last_column > MAX_WIDTH:
            raise SheetTooLarge(field="sheet")

    def add_merge(self, reference: str) -> None:
        """Take in a `mergeCell` element. Raises SheetTooLarge."""
        first, _, last = reference.partition(":")
        left, top = _cell(first)
        right, bottom = _cell(last or first)
        for number in range(top, min(bottom, MAX_LINES) + 1):
            self._merged_lines += 1
            if self._merged_lines > MAX_MERGED_LINES:
                raise SheetTooLarge(field="sheet")
            self._merges.setdefault(number, []).append(_Merge(left, top, right))

    def add_format(self, attributes: Mapping[str, str]) -> None:
        """Take in a `sheetFormatPr` element."""
        self._lines_hidden = attributes.get("zeroHeight") in _YES


class _Cell(NamedTuple):
    column: int
    line: int


class _Merge(NamedTuple):
    left: int
    top: int
    right: int


def read_layout(source: IO[bytes]) -> Layout:
    """The layout of the XML of one sheet. Raises SheetTooLarge, and what the XML parser raises."""
    layout, number = Layout(), 0
    for _, element in iterparse(source):  # noqa: S314
        match element.tag.rpartition("}")[2]:
            case "sheetFormatPr":
                layout.add_format(element.attrib)
            case "col":
                layout.add_columns(element.attrib)
            case "row":
                number = int(element.get("r", number + 1))
                layout.add_line(number, element)
                element.clear()
            case "mergeCell":
                layout.add_merge(element.attrib["ref"])
    return layout


def _is_nothing(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _cell(reference: str) -> _Cell:
    """The place of a cell, from 1: "B7" is column 2 of line 7. Raises ValueError."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return _Cell(column, int(found[2]))
