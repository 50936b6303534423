"""Checking and normalizing the draft of a round, which an official saves as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar, get_args

from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.ballots.eligibility import EligibleScope
from idea4gov.domain.boards import TITLE_MAX_LENGTH
from idea4gov.domain.days import YEARS_AHEAD, YEARS_BACK
from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.fields import all_fields
from idea4gov.domain.identity.doors import FIRST_DOORS, Door, in_order, read_doors
from idea4gov.domain.numbers import NumberKind, read_amount, read_number
from idea4gov.domain.rounds.calendar import read_dates
from idea4gov.domain.rounds.receipts import RECEIPT_KINDS, ReceiptKind
from idea4gov.domain.spelling import spelling_key
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.domain.thai import fiscal_year

T = TypeVar("T", bound=str)
BODY_MAX_LENGTH = 10_000
AREA_NAME_MAX_LENGTH = 120
MAX_AREAS = 40
LARGEST_BUDGET = 100_000_000_000
BALLOT_MODES: Final[tuple[BallotMode, ...]] = get_args(BallotMode)
VOTE_TYPES: Final = {
    "approval": "approval",
    "knapsack": "approval",
    "cumulative": "cumulative",
    "ranked": "ordinal",
}
SCOPES: Final[tuple[EligibleScope, ...]] = get_args(EligibleScope)
RuleName = Literal["greedy", "greedy-no-skip", "equalshares/add1", "equalshares/add1-comparison"]
_GREEDY: Final = {
    "method": "greedy",
    "stop": False,
    "minimum_score": 0,
    "completion": "none",
    "fill": False,
    "comparison": False,
    "sets_aside": True,
}
_SHARES: Final = {**_GREEDY, "method": "equal_shares", "completion": "add1", "fill": True}
RULES: Final[Mapping[RuleName, Mapping[str, Any]]] = {
    "greedy": _GREEDY,
    "greedy-no-skip": {**_GREEDY, "stop": True},
    "equalshares/add1": _SHARES,
    "equalshares/add1-comparison": {**_SHARES, "comparison": True},
}
"""{rule, as Pabulib names it: fields of domain.tally.rules.Rule}, of rules that an official can choose"""


class NotAChoice(Invalid):
    """The value is not one that the form offers."""

    code = "not_a_choice"
    message = N_("Please choose one from the list.")


class NoAreas(Invalid):
    """The round has no area; it needs at least one."""

    code = "no_areas"
    message = N_(
        "Please write at least one area with its budget. For a round without areas: the whole place."
    )


class SameArea(Invalid):
    """Two areas have the same name."""

    code = "same_area"
    message = N_("Two areas are called “%(name)s”. Please give each a name of its own.")


class AreasDiffer(Invalid):
    """The budgets of the areas do not add up to the budget of the round."""

    code = "areas_differ"
    message = N_(
        "The budgets of the areas add up to %(total)s baht, but the amount of the round is %(budget)s baht. "
        "Please correct one of them: every baht belongs to an area."
    )


class NoSubdistrict(Invalid):
    """Only people of chosen subdistricts may vote, but none was chosen."""

    code = "no_subdistrict"
    message = N_("Choose at least one subdistrict, or let everyone of the local government vote.")


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area of a draft. name_en: "" for none."""

    name_th: str
    name_en: str
    budget_baht: int
    is_citywide: bool


@dataclass(frozen=True)
class RoundDraft:
    """The draft of a round, checked and normalized. dates: {column of the table: aware UTC}."""

    title: str
    body: str
    fiscal_year: int
    budget_baht: int
    areas: tuple[AreaDraft, ...]
    dates: Mapping[str, datetime]
    ballot_mode: BallotMode
    min_projects: int | None
    max_projects: int | None
    points_total: int | None
    points_per_project: int | None
    rule: RuleName
    rule_options: Mapping[str, Any]
    eligible_scope: EligibleScope
    minimum_age: int | None
    is_draw_planned: bool = False
    subdistricts: tuple[str, ...] = field(default=())
    is_binding: bool = False
    doors: tuple[Door, ...] = in_order(FIRST_DOORS)
    receipt_kind: ReceiptKind = "findable"

    @property
    def vote_type(self) -> str:
        """The type of the ballots, named as by Pabulib."""
        return VOTE_TYPES[self.ballot_mode]


def draft_round(
    values: Mapping[str, str],
    areas: Sequence[Mapping[str, str]],
    subdistricts: Sequence[str],
    doors: Sequence[str] = tuple(FIRST_DOORS),
    *,
    today: date,
) -> RoundDraft:
    """Check and normalize the form of a draft.

    values: {field: text}; a box to tick is "" or "y"; is_binding is "yes", or else the result is advice;
    receipt_kind is "" for the kind that suits it. areas: rows with the keys name_th, name_en, budget,
    citywide ("" or "y"); empty rows are skipped. subdistricts: chosen codes. doors: chosen ones.
    Raises Invalid with data `field`; InvalidFields if several fields are wrong.
    """
    budget, drafted = 0, tuple[AreaDraft, ...]()
    with all_fields() as at:
        with at("title"):
            title = clean_line(values["title"], max_length=TITLE_MAX_LENGTH)
        with at("body"):
            body = clean_text(values["body"], max_length=BODY_MAX_LENGTH)
        with at("fiscal_year"):
            year = read_number(values["fiscal_year"], "year", **_near_years(today))
        with at("budget"):
            budget = read_amount(values["budget"], least=1, most=LARGEST_BUDGET)
        with at("areas-0-name_th"):
            drafted = _areas(areas)
        with at("budget"):
            _require_sum(drafted, budget)
        with at("collecting_from"):
            dates = read_dates(values, today=today)
        with at("eligible_scope"):
            scope = _choice(values, "eligible_scope", SCOPES)
            if scope == "subdistricts" and not subdistricts:
                raise NoSubdistrict(field="subdistricts")
        with at("minimum_age"):
            minimum_age = _optional(values, "minimum_age", "years", 0, 120)
        is_binding = values.get("is_binding") == "yes"
        with at("doors"):
            opened = read_doors(doors, is_binding=is_binding)
        with at("receipt_kind"):
            receipt_kind = _receipt_kind(values, is_binding=is_binding)
        with at("ballot_mode"):
            mode = _choice(values, "ballot_mode", BALLOT_MODES)
            limits = _limits(values, mode)
        with at("rule"):
            rule = _choice(values, "rule", tuple(RULES))
        with at("minimum_votes"):
            minimum = _optional(values, "minimum_votes", "count", 0, 10**6) or 0
    return RoundDraft(
        title=title,
        body=body,
        fiscal_year=year,
        budget_baht=budget,
        areas=drafted,
        dates=dates,
        ballot_mode=mode,
        **limits,
        rule=rule,
        rule_options={**RULES[rule], "minimum_score": minimum},
        eligible_scope=scope,
        minimum_age=minimum_age,
        is_draw_planned=bool(values.get("is_draw_planned")),
        subdistricts=tuple(sorted(set(subdistricts))) if scope == "subdistricts" else (),
        is_binding=is_binding,
        doors=in_order(opened),
        receipt_kind=receipt_kind,
    )


def _near_years(today: date) -> dict[str, int]:
    """The fiscal years in which the days of a round may lie."""
    this_year = fiscal_year(today)
    return {"least": this_year - YEARS_BACK, "most": this_year + YEARS_AHEAD}


def _areas(rows: Sequence[Mapping[str, str]]) -> tuple[AreaDraft, ...]:
    drafted: list[AreaDraft] = []
    names: set[str] = set()
    with all_fields() as at:
        for place, row in enumerate(rows):
            if any(row.get(name, "").strip() for name in ("name_th", "name_en", "budget")):
                with at(f"areas-{place}"):
                    drafted.append(_area(place, row, names))
    if not drafted:
        raise NoAreas()
    whole = next((area for area in drafted if area.is_citywide), None)
    return tuple(area if area is whole else replace(area, is_citywide=False) for area in drafted)


def _area(place: int, row: Mapping[str, str], names: set[str]) -> AreaDraft:
    """The area of a row. place: of the row. names: spelling keys of the areas above; its own is added."""
    with all_fields() as at:
        with at(f"areas-{place}-name_th"):
            name = clean_line(row["name_th"], max_length=AREA_NAME_MAX_LENGTH)
            if spelling_key(name) in names:
                raise SameArea(name=name)
            names.add(spelling_key(name))
        with at(f"areas-{place}-budget"):
            money = read_amount(row.get("budget", ""), least=1, most=LARGEST_BUDGET)
        with at(f"areas-{place}-name_en"):
            english = row.get("name_en", "").strip()
            english = clean_line(english, max_length=AREA_NAME_MAX_LENGTH) if english else ""
    return AreaDraft(name, english, money, bool(row.get("citywide")))


def _require_sum(areas: Sequence[AreaDraft], budget_baht: int) -> None:
    """Check that the areas have all of the money. Nothing is said while either is not known."""
    total = sum(area.budget_baht for area in areas)
    if areas and budget_baht and total != budget_baht:
        raise AreasDiffer(total=f"{total:,}", budget=f"{budget_baht:,}")


def _limits(values: Mapping[str, str], mode: BallotMode) -> dict[str, int | None]:
    """The limits that the mode has; None for the others, whatever was typed."""
    limits: dict[str, int | None] = dict.fromkeys(
        ("min_projects", "max_projects", "points_total", "points_per_project")
    )
    with all_fields() as at:
        if mode in ("approval", "ranked"):
            most = 1_000
            with at("max_projects"):
                limits["max_projects"] = most = read_number(
                    values.get("max_projects", ""), least=1, most=most
                )
            with at("min_projects"):
                limits["min_projects"] = _optional(values, "min_projects", "count", 1, most) or 1
        if mode == "cumulative":
            total = 1_000
            with at("points_total"):
                limits["points_total"] = total = read_number(
                    values.get("points_total", ""), "points", least=1, most=total
                )
            with at("points_per_project"):
                limits["points_per_project"] = read_number(
                    values.get("points_per_project", ""), "points", least=1, most=total
                )
    return limits


def _receipt_kind(values: Mapping[str, str], *, is_binding: bool) -> ReceiptKind:
    """The kind that was chosen; without a choice, one that nobody can sell where the result binds."""
    if values.get("receipt_kind"):
        return _choice(values, "receipt_kind", RECEIPT_KINDS)
    return "inclusion" if is_binding else "findable"


def _optional(values: Mapping[str, str], name: str, kind: NumberKind, least: int, most: int) -> int | None:
    text = values.get(name, "")
    return read_number(text, kind, least=least, most=most) if text.strip() else None


def _choice(values: Mapping[str, str], name: str, known: Sequence[T]) -> T:
    for choice in known:
        if choice == values.get(name):
            return choice
    raise NotAChoice(field=name)
