"""Reading of uploaded sheets, within limits on their size. The only module that imports openpyxl."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import openpyxl

from idea4gov.domain.errors import DomainError
from idea4gov.domain.proposal_sheets import (
    MAX_BYTES,
    SheetEmpty,
    SheetFile,
    SheetLine,
    SheetPage,
    SheetRefused,
    SheetTooLarge,
    bounded,
    line_of,
)
from idea4gov.domain.sheet_texts import read_csv
from idea4gov.outside.sheet_cells import cell_text
from idea4gov.outside.sheet_layout import Layout, read_layout

MAX_UNPACKED_BYTES = 30 * 1024 * 1024
MAX_PARTS = 200
MAX_TAGS = 300_000
"""Of all parts together: a small file can unpack to tags that take minutes to read."""

MAX_TAGS_OF_SHEETS = 2 * MAX_TAGS
"""Of the largest part, times the number of sheets: each of them could be that part."""

MAX_PAGES = 20
MAGIC = b"PK\x03\x04"
_DANGERS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
# ISO 29500 Strict names the same elements by other addresses.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def read_sheet(data: bytes) -> SheetFile:
    """The visible sheets of a workbook (XLSX) or of a CSV file, as texts.

    Raises SheetRefused, LineUnreadable, SheetTooLarge, SheetEmpty.
    """
    return read_xlsx(data) if data.startswith(MAGIC) else read_csv(data)


def read_xlsx(data: bytes) -> SheetFile:
    """The visible sheets of a workbook as texts; of a formula, the value that was stored with it.

    A sheet that is too large stands in the way only if it is the one that is shown first. Raises
    SheetRefused, SheetTooLarge, SheetEmpty.
    """
    if len(data) > MAX_BYTES:
        raise SheetTooLarge(field="sheet")
    try:
        data = _checked_package(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _file(book)
            finally:
                book.close()
    except DomainError:
        raise
    # A hostile file can cause errors of many kinds, from KeyError to those of the XML parser.
    except Exception as error:
        raise SheetRefused(field="sheet") from error


def _checked_package(data: bytes) -> bytes:
    """Refuse a package that is too large when unpacked, or whose XML declares a document type or entities.

    Such XML can read other files or expand without limit. Returns the package as openpyxl can read it. Raises
    SheetRefused, SheetTooLarge.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise SheetTooLarge(field="sheet")
        texts, tags, largest, sheets = dict[str, bytes](), 0, 0, 0
        for part in parts:
            # Whatever its extension: openpyxl goes by the list of contents. It reads no pictures.
            if not part.filename.lower().startswith("xl/media/"):
                text = package.read(part)
                tags += text.count(b"<")
                largest = max(largest, text.count(b"<"))
                sheets += len(_SHEET.findall(text))
                if any(danger in text for danger in _DANGERS):
                    raise SheetRefused(field="sheet")
                if tags > MAX_TAGS or sheets * largest > MAX_TAGS_OF_SHEETS:
                    raise SheetTooLarge(field="sheet")
                texts[part.filename] = text
    return _readable_package(texts) or data


def _readable_package(texts: Mapping[str, bytes]) -> bytes | None:
    """The package in the transitional form, with its escapes; None if it is so. texts: {part: bytes}."""
    # openpyxl drops this escape from shared strings, and what it protects would be taken for one.
    changed = {
        name: _STRICT.sub(_TRANSITIONAL, text).replace(b"x005F_", b"x005f_") for name, text in texts.items()
    }
    if changed == texts:
        return None
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in changed.items():
            package.writestr(name, text)
    return out.getvalue()


def _file(book: Any) -> SheetFile:
    # Sheets of charts have no cells.
    visible = [page for page in book.worksheets if page.sheet_state == "visible"][:MAX_PAGES]
    if not visible:
        raise SheetRefused(field="sheet")
    # Programs other than Excel may leave a hidden sheet as the active one; Excel then shows the first.
    shown = visible.index(book.active) if book.active in visible else 0
    pages = list[SheetPage]()
    for at, page in enumerate(visible):
        try:
            pages.append(_page(page))
        except SheetTooLarge:
            if at == shown:
                raise
            shown -= at < shown
    if not any(page.lines for page in pages):
        raise SheetEmpty(field="sheet")
    return SheetFile(tuple(pages), shown)


def _page(page: Any) -> SheetPage:
    with page._get_source() as source:
        layout = read_layout(source)
    hidden_lines, hidden_columns = list[int](), set[int]()

    def lines() -> Iterator[SheetLine]:
        for number, row in _rows(page, layout):
            cells = [cell_text(cell) for cell in row]
            if layout.hides_line(number):
                if any(cells):
                    hidden_lines.append(number)
                continue
            for at, cell in enumerate(cells):
                if cell and layout.hides_column(at):
                    hidden_columns.add(at)
                    cells[at] = ""
            yield _merged(number, cells, layout)

    kept = bounded(lines())
    return SheetPage(page.title, kept, tuple(hidden_lines), tuple(sorted(hidden_columns)))


def _rows(page: Any, layout: Layout) -> Iterator[tuple[int, Any]]:
    """The rows that hold something, with their numbers."""
    page.reset_dimensions()
    rows = page.iter_rows(max_row=layout.last_line, max_col=layout.last_column) if layout.last_line else ()
    for row in rows:
        number = next((cell.row for cell in row if cell.value is not None), None)
        if number is not None:
            yield number, row


def _merged(number: int, cells: list[str], layout: Layout) -> SheetLine:
    """A line whose merged cells say what the uppermost of them says."""
    merged = layout.cells_from_above(number, cells)
    filled = [at for at, cell in enumerate(cells) if cell]
    return line_of(number, cells, merged, layout.spread(number, filled[0]) if len(filled) == 1 else 1)
