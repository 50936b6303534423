"""Importing proposals from the sheet of a workshop: good rows need not wait for bad ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.errors import Invalid
from idea4gov.domain.import_refusals import (
    BeyondHeading,
    DuplicateTitle,
    GarbledText,
    HeadingMissing,
    NoTitle,
    TitleColumnMissing,
    UnknownCategoryName,
    UnknownPlaceName,
)
from idea4gov.domain.mojibake import is_garbled
from idea4gov.domain.proposal_sheets import MAX_ROWS, SheetLine, SheetPage, SheetTooLarge, column_name
from idea4gov.domain.proposals import TITLE_MAX_LENGTH, ProposalText, draft
from idea4gov.domain.sheet_headings import BOARD_FIELDS, HEADING_LINES, Field, find_heading, guess_columns
from idea4gov.domain.sheet_rows import PassedOver, Row, above_and_hidden, is_bare, is_number, part_rows
from idea4gov.domain.spelling import spelling_key
from idea4gov.domain.throttle import Limit

KEPT = timedelta(hours=24)
UPLOADS = Limit("upload-sheet", 30, timedelta(hours=1))
_SHOWN = 60
_LONGEST_NAME = 200


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
class Extras:
    """What a sheet says of a proposal in a budget round.

    area_name: as written, where the areas of the round are not known. hands: raised in the hall. note: other
    columns.
    """

    area_id: int | None = None
    area_name: str | None = None
    estimated_baht: int | None = None
    hands: int | None = None
    proposer: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class CheckedRow:
    """A row without errors.

    number: of its line in the file. text: of the proposal. place: for domain.proposals.parse_place. extras:
    for a budget round.
    """

    number: int
    text: ProposalText
    place: str = ""
    extras: Extras | None = None


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
    page: SheetPage,
    choice: Choice,
    *,
    places: Mapping[str, Sequence[str]] | None,
    taken: Iterable[str],
    read_extras: "Callable[[RowCheck], Extras] | None" = None,
) -> Checked:
    """Check every row of a page.

    places: {name in the form of place_key: codes for parse_place}; None: any name, as written. taken: titles
    of the proposals on the board. read_extras: reads what a budget round wants to know besides. A row without
    a body gets its title as body. Raises HeadingMissing, TitleColumnMissing, SheetTooLarge.
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
        check, before = RowCheck(row, heading, choice.columns, problems), len(problems)
        checked = check.run(places, seen)
        if read_extras:
            extras = read_extras(check)
            checked = checked and replace(checked, extras=extras)
        if checked and len(problems) == before:
            good.append(checked)
    passed += above_and_hidden(page, choice.heading)
    return Checked(tuple(good), tuple(problems), tuple(sorted(passed, key=lambda one: one.line)))


def place_key(name: str) -> str:
    """The name of a place in the form used to look it up: without its kind (ตำบล, แขวง), spaces and case."""
    name = "".join(spelling_key(name[:_LONGEST_NAME]).split())
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
        """The row as far as it can be read; what stands against it is added to `problems`.

        seen: spelling keys of titles so far; that of the row is added.
        """
        self._check_beyond()
        self._check_garbled()
        category, place = self._category(), self._place(places)
        text = self._text(category, seen)
        return CheckedRow(self.row.line.number, text, place) if text else None

    def note(self, field: str, error: Invalid) -> None:
        """Add what stands against the cell of a field, or "" for the whole line."""
        column = next((column for name, column in self.columns.items() if name == field), None)
        self.problems.append(Problem(self.row.line.number, column, error))

    def _text(self, category: str, seen: set[str]) -> ProposalText | None:
        title = self.row.cells["title"]
        if is_bare(title):
            self.note("title", NoTitle(text=title[:_SHOWN]))
            return None
        key = spelling_key(title[:TITLE_MAX_LENGTH])
        if title and key in seen:
            self.note("title", DuplicateTitle())
        seen.add(key)
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
    key = "".join(spelling_key(name[:_LONGEST_NAME]).split())
    for prefix in ("หมวดหมู่", "หมวด", "ด้าน"):
        key = key.removeprefix(prefix)
    return key


_CATEGORY_KEYS = {
    _category_key(name): key for key, names in CATEGORIES.items() for name in (key, names.th, names.en)
}
