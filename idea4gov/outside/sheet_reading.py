"""Reading of uploaded sheets, within bounds on bytes, elements and words."""

from collections.abc import Iterator
from operator import attrgetter

from idea4gov.domain.errors import DomainError
from idea4gov.domain.proposal_sheets import (
    OF_PROPOSALS,
    SheetBounds,
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
from idea4gov.outside.sheet_cells import CellTexts
from idea4gov.outside.sheet_layout import Layout, SavedRow
from idea4gov.outside.sheet_package import Package, PackageTooLarge
from idea4gov.outside.sheet_workbook import SheetPart, read_workbook

MAX_PAGES = 20
MAGIC = b"PK\x03\x04"


def read_sheet(data: bytes, bounds: SheetBounds = OF_PROPOSALS) -> SheetFile:
    """The visible sheets of a workbook (XLSX) or of a CSV file, as texts.

    Raises SheetRefused, LineUnreadable, SheetTooLarge, SheetEmpty.
    """
    return read_xlsx(data, bounds) if data.startswith(MAGIC) else read_csv(data, bounds)


def read_xlsx(data: bytes, bounds: SheetBounds = OF_PROPOSALS) -> SheetFile:
    """The visible sheets of a workbook as texts; of a formula, the value that was stored with it.

    A sheet that is too large stands in the way only if it is the one that is shown first. Raises
    SheetRefused, SheetTooLarge, SheetEmpty.
    """
    if len(data) > bounds.bytes:
        raise SheetTooLarge(field="sheet")
    try:
        return _file(Package(data, bounds), bounds)
    except DomainError:
        raise
    # A hostile file can cause errors of many kinds, from KeyError to those of the XML parser.
    except Exception as error:
        raise SheetRefused(field="sheet") from error


def _file(package: Package, bounds: SheetBounds) -> SheetFile:
    book = read_workbook(package)
    visible = [one for one in book.sheets if one.is_visible][:MAX_PAGES]
    if not visible:
        raise SheetRefused(field="sheet")
    # Programs other than Excel may leave a hidden sheet as the active one; Excel then shows the first.
    first = next((one for one in visible if one.is_active), visible[0])
    texts = CellTexts(book.shared, book.formats, from_1904=book.from_1904, bounds=bounds)
    # Characters of all pages that are kept.
    pages, room = dict[SheetPart, SheetPage](), 2 * bounds.signs
    # The one that is shown first, before others use the bounds up.
    for one in sorted(visible, key=lambda one: one is not first):
        try:
            page = _page(package, one, texts, bounds)
        except SheetTooLarge as error:
            if one is first or isinstance(error, PackageTooLarge):
                raise
            continue
        room -= sum(len(cell) for line in page.lines for cell in line.cells)
        if room >= 0:
            pages[one] = page
    if not any(page.lines for page in pages.values()):
        raise SheetEmpty(field="sheet")
    kept = [one for one in visible if one in pages]
    return SheetFile(tuple(pages[one] for one in kept), kept.index(first))


def _page(package: Package, part: SheetPart, texts: CellTexts, bounds: SheetBounds) -> SheetPage:
    layout = Layout(bounds)
    package.read(part.part, layout)
    hidden_lines, hidden_columns = list[int](), set[int]()

    def lines() -> Iterator[SheetLine]:
        for row in _rows(layout):
            if layout.hides_line(row.number):
                if any(map(texts.text, row.cells)):
                    hidden_lines.append(row.number)
                continue
            cells = [""] * max(cell.column for cell in row.cells)
            for cell in row.cells:
                at = cell.column - 1
                if not layout.hides_column(at):
                    cells[at] = texts.text(cell)
                elif at not in hidden_columns and texts.text(cell):
                    hidden_columns.add(at)
            yield _merged(row.number, cells, layout)

    kept = bounded(lines(), bounds)
    return SheetPage(part.name, kept, tuple(hidden_lines), tuple(sorted(hidden_columns)))


def _rows(layout: Layout) -> Iterator[SavedRow]:
    """The rows in the order of their numbers; of two with the same number the first."""
    before = 0
    for row in sorted(layout.rows, key=attrgetter("number")):
        if row.number > before:
            before = row.number
            yield row


def _merged(number: int, cells: list[str], layout: Layout) -> SheetLine:
    """A line whose merged cells say what the uppermost of them says."""
    merged = layout.cells_from_above(number, cells)
    filled = [at for at, cell in enumerate(cells) if cell]
    return line_of(number, cells, merged, layout.spread(number, filled[0]) if len(filled) == 1 else 1)
