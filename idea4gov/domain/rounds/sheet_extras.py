"""What a workshop's sheet says of a proposal in a budget round: area, money, hands raised, who proposed."""

from collections.abc import Mapping
from dataclasses import dataclass

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.imports import Extras, RowCheck
from idea4gov.domain.numbers import NumberKind, read_number
from idea4gov.domain.rounds.drafts import LARGEST_BUDGET
from idea4gov.domain.sheet_headings import Field, numbers_rows
from idea4gov.domain.sheet_mending import REASONS
from idea4gov.domain.sheet_rows import filled
from idea4gov.domain.spelling import spelling_key
from idea4gov.domain.text import clean_line, clean_text

MAX_HANDS = 1_000_000
PROPOSER_MAX_LENGTH, NOTE_MAX_LENGTH = 200, 2_000
_SHOWN, _LONGEST_NAME = 60, 200
_KINDS = ("ตำบล", "ต.", "แขวง", "เขต", "ชุมชน", "หมู่บ้าน", "บ้าน")


class UnknownAreaName(Invalid):
    """A row names an area that the round does not have. name: as written. areas: those it has."""

    code = "unknown_area_name"
    message = N_(
        "“%(name)s” is not an area of this round; its areas are: %(areas)s. Write one of them, or choose no "
        "column for the area: then this column is kept as a note."
    )


def area_key(name: str) -> str:
    """The name of an area in the form used to look it up: without its kind, spaces and case."""
    key = "".join(spelling_key(name[:_LONGEST_NAME]).split()).replace("หมู่ที่", "หมู่").replace("ม.", "หมู่")
    for kind in _KINDS:
        if len(key) > len(kind):
            key = key.removeprefix(kind)
    return key


@dataclass(frozen=True)
class ExtrasReader:
    """Reads the extras of rows.

    areas: {id: (Thai name, English name)} of the round; None: any area, by its name as written.
    """

    areas: Mapping[int, tuple[str, str]] | None

    def read(self, check: RowCheck) -> Extras:
        """The extras of a row; what stands against them is noted in the check."""
        name, areas = check.row.cells.get("area", ""), self.areas
        return Extras(
            area_id=_area(check, name, areas) if areas is not None else None,
            area_name=None if areas is not None else name or None,
            estimated_baht=_number(check, "money", "baht", least=1, most=LARGEST_BUDGET),
            hands=_number(check, "hands", "count", least=0, most=MAX_HANDS),
            proposer=_proposer(check),
            note=_note(check),
        )


def _area(check: RowCheck, name: str, areas: Mapping[int, tuple[str, str]]) -> int | None:
    if not name:
        return next(iter(areas)) if len(areas) == 1 else None
    for area_id, names in areas.items():
        if area_key(name) in map(area_key, filter(None, names)):
            return area_id
    known = ", ".join(thai for thai, _ in areas.values())
    check.note("area", UnknownAreaName(name=name[:_SHOWN], areas=known))
    return None


def _number(check: RowCheck, field: Field, kind: NumberKind, *, least: int, most: int) -> int | None:
    text = check.row.cells.get(field, "")
    if not text:
        return None
    try:
        return read_number(text, kind, least=least, most=most)
    except Invalid as error:
        check.note(field, error)
        return None


def _proposer(check: RowCheck) -> str | None:
    text = check.row.cells.get("proposer", "")
    if not text:
        return None
    try:
        return clean_line(text, max_length=PROPOSER_MAX_LENGTH)
    except Invalid as error:
        check.note("proposer", error)
        return None


def _note(check: RowCheck) -> str | None:
    """The cells of columns that were not chosen, each behind its heading."""
    chosen = set(check.columns.values())
    lines = list[str]()
    for at, text in enumerate(check.row.line.cells):
        heading = check.heading.cell(at)
        if at not in chosen and heading not in ("", REASONS) and filled(text) and not numbers_rows(heading):
            lines.append(f"{heading}: {text}")
    if not lines:
        return None
    try:
        return clean_text("\n".join(lines), max_length=NOTE_MAX_LENGTH)
    except Invalid as error:
        check.note("", error)
        return None
