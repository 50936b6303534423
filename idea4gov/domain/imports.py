"""Importing proposals from the sheet of a workshop: all rows are checked before any is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.errors import N_, Invalid, NotFound
from idea4gov.domain.proposal_sheets import ProposalSheet
from idea4gov.domain.proposals import ProposalText, draft
from idea4gov.domain.throttle import Limit

KEPT = timedelta(hours=24)
UPLOADS = Limit("upload-sheet", 30, timedelta(hours=1))
FIELDS = ("title", "body", "category", "place")
FIRST_ROW = 2
"""Number of the first row below the heading, as spreadsheet programs count."""

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("ข้อเสนอ", "ชื่อข้อเสนอ", "หัวข้อ", "ชื่อเรื่อง", "ชื่อโครงการ", "โครงการ", "title", "proposal", "idea"),
    "body": ("รายละเอียด", "เนื้อหา", "คำอธิบาย", "เหตุผล", "body", "details", "description"),
    "category": ("หมวด", "หมวดหมู่", "ประเภท", "ด้าน", "category"),
    "place": ("พื้นที่", "ตำบล", "สถานที่", "place", "subdistrict"),
}


class UnknownCategoryName(Invalid):
    """A row names a category that does not exist. name: as written, shortened."""

    code = "unknown_category_name"
    message = N_("“%(name)s” is not one of the categories. Leave it empty for “Other matters”.")


class UnknownPlaceName(Invalid):
    """A row names a place that the province does not have, or has several times.

    name: as written, shortened.
    """

    code = "unknown_place_name"
    message = N_(
        "“%(name)s” is not the name of one place of the province. Write it in full, or leave it empty."
    )


class DuplicateTitle(Invalid):
    """A row has the title of an earlier row, or of a proposal on the board."""

    code = "duplicate_title"
    message = N_("A proposal with this title is already on the board or further up in the sheet.")


class TitleColumnMissing(Invalid):
    """No column of the sheet was chosen for the titles."""

    code = "title_column_missing"
    message = N_("Please choose the column with the proposals.")


class RowsRefused(Invalid):
    """Some rows have errors, so no row is imported. count: number of these rows."""

    code = "rows_refused"
    message = N_("%(count)s rows have to be corrected first. Nothing was imported.")


class SheetGone(NotFound):
    """The uploaded sheet is not there any more: it was imported, or has expired."""

    code = "sheet_gone"
    message = N_(
        "This sheet was imported already, or was kept for a day and is gone. "
        "Look at the board, or send it again."
    )


@dataclass(frozen=True)
class RowError:
    """An error in one row. number: of the row, as spreadsheet programs count. field: one of FIELDS."""

    number: int
    field: str
    error: Invalid


@dataclass(frozen=True)
class CheckedRow:
    """A row without errors.

    number: of the row, as spreadsheet programs count. text: of the proposal. place: for
    domain.proposals.parse_place.
    """

    number: int
    text: ProposalText
    place: str


@dataclass(frozen=True)
class Checked:
    """The rows of a sheet that have no errors, and the errors of the others."""

    rows: tuple[CheckedRow, ...]
    errors: tuple[RowError, ...]


def guess_columns(header: Sequence[str]) -> dict[str, int | None]:
    """Guess from the headings which column holds which field.

    Returns {field: index of its column, or None}. If no heading names the title, it is the first free column.
    """
    named = [heading.strip().casefold() for heading in header]
    guessed: dict[str, int | None] = {}
    for field in FIELDS:
        found = (at for at, heading in enumerate(named) if heading in _HEADINGS[field])
        guessed[field] = next(found, None)
    if guessed["title"] is None:
        free = (at for at in range(len(named)) if at not in guessed.values())
        guessed["title"] = next(free, None)
    return guessed


def check_sheet(
    sheet: ProposalSheet,
    columns: Mapping[str, int | None],
    *,
    places: Mapping[str, Sequence[str]],
    taken: Iterable[str],
) -> Checked:
    """Check every row of a sheet. Empty rows are skipped.

    columns: {field: index of its column, or None}. places: {name in the form of place_key: codes for
    parse_place}. taken: titles of the proposals on the board. A row without a body gets its title as body.
    Raises TitleColumnMissing.
    """
    if columns.get("title") is None:
        raise TitleColumnMissing(field="title")
    seen = {title.casefold() for title in taken}
    rows, errors = list[CheckedRow](), list[RowError]()
    for number, cells in enumerate(sheet.rows, start=FIRST_ROW):
        if not any(cells):
            continue
        row = _Row(number, {field: _cell(cells, columns.get(field)) for field in FIELDS}, errors)
        checked = row.check(places, seen)
        if checked:
            rows.append(checked)
    return Checked(tuple(rows), tuple(errors))


def place_key(name: str) -> str:
    """The name of a place in the form used to look it up: without its kind (ตำบล, แขวง), spaces and case."""
    name = "".join(name.split()).casefold()
    for prefix in ("ตำบล", "ต.", "แขวง"):
        name = name.removeprefix(prefix)
    return name


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    errors: list[RowError]

    def check(self, places: Mapping[str, Sequence[str]], seen: set[str]) -> CheckedRow | None:
        """The row if it has no errors; otherwise None, with the errors added to `errors`.

        seen: casefolded titles so far; that of the row is added.
        """
        before = len(self.errors)
        category, place = self._category(), self._place(places)
        title = self.cells["title"]
        if title.casefold() in seen and title:
            self._note("title", DuplicateTitle())
        seen.add(title.casefold())
        try:
            text = draft(title, self.cells["body"] or title, category)
        except Invalid as error:
            self._note(str(error.data.get("field", "title")), error)
            return None
        return CheckedRow(self.number, text, place) if len(self.errors) == before else None

    def _category(self) -> str:
        name = self.cells["category"]
        if not name:
            return "other"
        for key, names in CATEGORIES.items():
            if name.casefold() in (key, names.th.casefold(), names.en.casefold()):
                return key
        self._note("category", UnknownCategoryName(name=name[:60]))
        return "other"

    def _place(self, places: Mapping[str, Sequence[str]]) -> str:
        name = self.cells["place"]
        if not name:
            return ""
        found = places.get(place_key(name), ())
        if len(found) == 1:
            return found[0]
        self._note("place", UnknownPlaceName(name=name[:60]))
        return ""

    def _note(self, field: str, error: Invalid) -> None:
        self.errors.append(RowError(self.number, field, error))


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""
