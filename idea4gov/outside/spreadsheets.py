"""Writing of workbooks (XLSX), row by row. The only module that imports xlsxwriter."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

import xlsxwriter

from idea4gov.domain.sheets import Cell, Column, Kind, WorkbookSheet

FONT = "TH Sarabun New"
# Number format of spreadsheets: Arabic digits (01), Thai Buddhist calendar (07), Thai (041E).
BUDDHIST_MOMENT = "[$-107041E]d mmm yyyy hh:mm"
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "money": "#,##0",
    "percent": "0.0%",
    "moment": BUDDHIST_MOMENT,
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(file: IO[bytes], sheets: Sequence[WorkbookSheet], *, title: str) -> None:
    """Write the sheets to a seekable file. Only one row at a time is in memory.

    A text always becomes a text cell: nothing that people wrote is taken for a formula or a link.
    """
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": title, "author": "idea4gov"})
        looks = _Looks(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, looks)


class _Looks:
    """The cell formats of a workbook, each created once."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": FONT, "font_size": 14, "valign": "top"}
        self.header = book.add_format(
            {**font, "bold": True, "text_wrap": True, "bg_color": "#E3E5F3", "bottom": 1}
        )
        self.of: dict[Kind, Any] = {
            kind: book.add_format({**font, "num_format": form, "text_wrap": kind == "text"})
            for kind, form in NUMBER_FORMATS.items()
        }


def _write_sheet(page: Any, sheet: WorkbookSheet, looks: _Looks) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, looks.of[column.kind])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, column.title, looks.header)
    for number, row in enumerate(sheet.rows, start=1):
        for index, cell in enumerate(row):
            _write_cell(page, number, index, cell, sheet.columns[index], looks)


def _write_cell(page: Any, row: int, index: int, cell: Cell, column: Column, looks: _Looks) -> None:
    """Write a cell by the type of its value. The text column of the summary also holds numbers and times."""
    if isinstance(cell, str):
        # An empty cell is not written, and keeps the format of its column.
        if cell:
            page.write_string(row, index, cell, looks.of["text"])
    elif cell is None:
        return
    elif isinstance(cell, datetime):
        page.write_datetime(row, index, cell, looks.of["moment"])
    else:
        page.write_number(row, index, cell, looks.of["count" if column.kind == "text" else column.kind])
