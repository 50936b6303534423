"""Importing proposals from the sheet of a workshop: good rows need not wait for bad ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.errors import N_, Invalid, NotFound
from idea4gov.domain.mojibake import is_garbled
from idea4gov.domain.proposal_sheets import MAX_ROWS, SheetLine, SheetPage, SheetTooLarge, column_name
from idea4gov.domain.proposals import ProposalText, draft
from idea4gov.domain.sheet_headings import BOARD_FIELDS, HEADING_LINES, Field, find_heading, guess_columns
from idea4gov.domain.sheet_rows import PassedOver, Row, above_and_hidden, is_bare, is_number, part_rows
from idea4gov.domain.spelling import spelling_key
from idea4gov.domain.throttle import Limit

KEPT = timedelta(hours=24)
UPLOADS = Limit("upload-sheet", 30, timedelta(hours=1))
_SHOWN = 60


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


class HeadingMissing(Invalid):
    """No line was chosen as the heading, and none of the first is one."""

    code = "heading_missing"
    message = N_("None of the first lines is a heading that we know. Please choose the line of the heading.")


class NoTitle(Invalid):
    """The cell of a title holds a number, a day, TRUE or an error of a formula. text: as written."""

    code = "no_title"
    message = N_("“%(text)s” is not the title of a proposal. Please write the proposal in words.")


class GarbledText(Invalid):
    """A cell is Thai that was read in a wrong encoding, and cannot be put right."""

    code = "garbled_text"
    message = N_(
        "This text was saved in a wrong character set and cannot be read. Please open the original file "
        "and save it as XLSX."
    )


class BeyondHeading(Invalid):
    """A cell stands in a column without a heading. text: as written, shortened."""

    code = "beyond_heading"
    message = N_(
        "“%(text)s” stands in a column without a heading. Move it to its column, or give the column "
        "a heading."
    )


class RowsRefused(Invalid):
    """No row can be imported. count: number of rows to be corrected."""

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
class Problem:
    """What stands against a line. line: its number in the file. column: its index; None: the whole."""

    line: int
    column: int | None
    error: Invalid

    @property
    def column_name(self) -> str | None:
        """The column as spreadsheets name it, or None."""
        return None if self.column is None else column_name(self.column)


@dataclass(frozen=True)
class CheckedRow:
    """A row without errors.

    number: of its line in the file. text: of the proposal. place: for domain.proposals.parse_place.
    """

    number: int
    text: ProposalText
    place: str = ""


@dataclass(frozen=True)
class Checked:
    """What a page holds: rows to import, what stands against others, and lines that are no rows."""

    rows: tuple[CheckedRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def bad_lines(self) -> list[int]:
        """The numbers of the lines to be corrected."""
        return sorted({one.line for one in self.problems})


@dataclass(frozen=True)
class Choice:
    """How a page is read. heading: number of its line. columns: {field: index of its column, or None}."""

    heading: int
    columns: Mapping[Field, int | None]


def guess_heading(page: SheetPage) -> int | None:
    """The number of the line that is the heading, or None if none of the first lines of the file looks it."""
    first = [line for line in page.lines if line.number <= HEADING_LINES]
    found = find_heading(line.cells for line in first)
    return None if found is None else first[found].number


def guess_choice(
    page: SheetPage, fields: Sequence[Field] = BOARD_FIELDS, *, heading: int | None = None
) -> Choice:
    """How a page is best read. heading: number of its line, if it is known. Raises HeadingMissing."""
    heading = guess_heading(page) if heading is None else heading
    if heading is None:
        raise HeadingMissing(field="heading")
    return Choice(heading, guess_columns(heading_of(page, heading).cells, fields))


def heading_of(page: SheetPage, number: int) -> SheetLine:
    """The line of a page with a number. Raises HeadingMissing."""
    for line in page.lines:
        if line.number == number:
            return line
    raise HeadingMissing(field="heading")


def check_page(
    page: SheetPage, choice: Choice, *, places: Mapping[str, Sequence[str]] | None, taken: Iterable[str]
) -> Checked:
    """Check every row of a page.

    places: {name in the form of place_key: codes for parse_place}; None: any name, as written. taken: titles
    of the proposals on the board. A row without a body gets its title as body. Raises HeadingMissing,
    TitleColumnMissing, SheetTooLarge.
    """
    heading = heading_of(page, choice.heading)
    if choice.columns.get("title") is None:
        raise TitleColumnMissing(field="title")
    rows, passed = part_rows(page, heading, choice.columns)
    if len(rows) > MAX_ROWS:
        raise SheetTooLarge(field="sheet")
    seen = set(map(spelling_key, taken))
    good, problems = list[CheckedRow](), list[Problem]()
    for row in rows:
        check = RowCheck(row, heading, choice.columns, problems)
        checked = check.run(places, seen)
        if checked:
            good.append(checked)
    passed += above_and_hidden(page, choice.heading)
    return Checked(tuple(good), tuple(problems), tuple(sorted(passed, key=lambda one: one.line)))


def place_key(name: str) -> str:
    """The name of a place in the form used to look it up: without its kind (ตำบล, แขวง), spaces and case."""
    name = "".join(spelling_key(name).split())
    for prefix in ("ตำบล", "ต.", "แขวง"):
        name = name.removeprefix(prefix)
    return name


@dataclass(frozen=True)
class RowCheck:
    """The check of one row. problems: what stands against it is added."""

    row: Row
    heading: SheetLine
    columns: Mapping[Field, int | None]
    problems: list[Problem]

    def run(self, places: Mapping[str, Sequence[str]] | None, seen: set[str]) -> CheckedRow | None:
        """The row if nothing stands against it; else None, with the reasons added to `problems`.

        seen: spelling keys of titles so far; that of the row is added.
        """
        before = len(self.problems)
        self._check_beyond()
        self._check_garbled()
        category, place = self._category(), self._place(places)
        text = self._text(category, seen)
        return (
            CheckedRow(self.row.line.number, text, place) if text and len(self.problems) == before else None
        )

    def note(self, field: str, error: Invalid) -> None:
        """Add what stands against the cell of a field."""
        column = next((column for name, column in self.columns.items() if name == field), None)
        self.problems.append(Problem(self.row.line.number, column, error))

    def _text(self, category: str, seen: set[str]) -> ProposalText | None:
        title = self.row.cells["title"]
        if is_bare(title):
            self.note("title", NoTitle(text=title[:_SHOWN]))
            return None
        if title and spelling_key(title) in seen:
            self.note("title", DuplicateTitle())
        seen.add(spelling_key(title))
        body = "\n".join(filter(None, (self.row.cells.get("body"), *self.row.more)))
        try:
            return draft(title, body or title, category)
        except Invalid as error:
            self.note(str(error.data.get("field", "title")), error)
            return None

    def _check_beyond(self) -> None:
        chosen = set(self.columns.values())
        title = self.columns["title"] or 0
        for at, text in enumerate(self.row.line.cells):
            # A column that only numbers the rows often has no heading.
            is_numbering = at < title and is_number(text)
            if text and at not in chosen and not self.heading.cell(at) and not is_numbering:
                self.problems.append(Problem(self.row.line.number, at, BeyondHeading(text=text[:_SHOWN])))

    def _check_garbled(self) -> None:
        for field, text in self.row.cells.items():
            if is_garbled(text):
                self.note(field, GarbledText())

    def _category(self) -> str:
        name = self.row.cells.get("category", "")
        key = _CATEGORY_KEYS.get(_category_key(name)) if name else "other"
        if key is None:
            self.note("category", UnknownCategoryName(name=name[:_SHOWN]))
        return key or "other"

    def _place(self, places: Mapping[str, Sequence[str]] | None) -> str:
        name = self.row.cells.get("place", "")
        if not name or places is None:
            return name
        found = places.get(place_key(name), ())
        if len(found) == 1:
            return found[0]
        self.note("place", UnknownPlaceName(name=name[:_SHOWN]))
        return ""


def _category_key(name: str) -> str:
    key = "".join(spelling_key(name).split())
    for prefix in ("หมวดหมู่", "หมวด", "ด้าน"):
        key = key.removeprefix(prefix)
    return key


_CATEGORY_KEYS = {
    _category_key(name): key for key, names in CATEGORIES.items() for name in (key, names.th, names.en)
}
