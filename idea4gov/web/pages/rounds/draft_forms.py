"""Forms of a draft with its areas, and of the days of a round."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from idea4gov.domain.days import read_near_day
from idea4gov.domain.fields import at_field
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.rounds.calendar import DAYS, day_end, read_dates
from idea4gov.domain.rounds.drafts import MAX_AREAS, RoundDraft, draft_round
from idea4gov.domain.thai import bangkok_date
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.services import now
from idea4gov.web.http.typed_fields import AmountField, DayField, written_day

AREA_FIELDS = ("name_th", "budget", "name_en", "citywide")
FIRST_ROWS, MORE_ROWS = 4, 4
MODES = [
    SelectChoice("approval", _l("Mark projects: choose the ones one agrees with")),
    SelectChoice("knapsack", _l("Fill the budget: choose projects up to the budget of the area")),
    SelectChoice("cumulative", _l("Share points: give points to projects")),
    SelectChoice("ranked", _l("Rank: put projects in order, the best first")),
]
RULES = [
    SelectChoice("greedy", _l("Most votes first; what no longer fits is passed over")),
    SelectChoice("greedy-no-skip", _l("Most votes first; stop at the first that does not fit")),
    SelectChoice("equalshares/add1", _l("Equal shares: every voter's part of the money counts the same")),
    SelectChoice(
        "equalshares/add1-comparison",
        _l("Equal shares, unless more voters prefer the result of most votes first"),
    ),
]
SCOPES = [
    SelectChoice("local_government", _l("People of the local government")),
    SelectChoice("subdistricts", _l("Only people of the subdistricts chosen here")),
    SelectChoice("province", _l("People of the whole province")),
]

BINDING = [
    SelectChoice("no", _l("As advice: the office decides with it")),
    SelectChoice("yes", _l("As binding: the office carries it out")),
]
DOORS_OFFERED = [
    SelectChoice("counter", _l("Registration counter: an official sees the ID card; also for papers")),
    SelectChoice("list", _l("List of eligible people: by the number of the ID card, which is not seen")),
    SelectChoice("email", _l("E-mail alone: anybody with a mailbox; the person is not checked")),
]
RECEIPTS = [
    SelectChoice("", _l("As suits the round: inclusion where the result binds, findable otherwise")),
    SelectChoice("inclusion", _l("Inclusion: proves that the ballot is in the box, not what was chosen")),
    SelectChoice("findable", _l("Findable: the voter finds the ballot in the public file")),
]


class DaysForm(BaseForm):
    """The first and last days of the phases of a round."""

    collecting_from = DayField(_l("Proposals from"))
    collecting_to = DayField(_l("Last day for proposals"))
    preview_from = DayField(_l("Ballot paper shown from"))
    voting_from = DayField(_l("Voting from"))
    voting_to = DayField(_l("Last day of voting"))
    result_on = DayField(_l("Result announced on"))
    contests_to = DayField(_l("Last day to contest the result"))

    @property
    def days(self) -> dict[str, str]:
        """{name of DAYS: what was typed}."""
        return {name: self[name].data or "" for name in DAYS}

    def show_days(self, days: Mapping[str, date]) -> None:
        """Fill in days. days: {name of DAYS: day}."""
        for name, day in days.items():
            self[name].data = written_day(day)


class RoundForm(DaysForm):
    """A whole draft. The rows of areas are added by round_form()."""

    page_order = (
        "title",
        "body",
        "fiscal_year",
        "budget",
        "areas",
        *DAYS,
        "eligible_scope",
        "subdistricts",
        "is_binding",
        "doors",
        "minimum_age",
        "ballot_mode",
        "receipt_kind",
        "max_projects",
        "min_projects",
        "points_total",
        "points_per_project",
        "rule",
        "minimum_votes",
    )

    title = StringField(_l("Name of the round"))
    body = TextAreaField(_l("What it is about"))
    fiscal_year = StringField(_l("Fiscal year (Buddhist era)"))
    budget = AmountField(_l("Amount of the round, in baht"))
    ballot_mode = RadioField(_l("How people vote"), choices=MODES, validate_choice=False, default="approval")
    min_projects = StringField(_l("At least how many projects on a ballot"))
    max_projects = StringField(_l("At most how many projects in each area"))
    points_total = StringField(_l("Points of each voter in each area"))
    points_per_project = StringField(_l("At most how many points for one project"))
    rule = RadioField(_l("How votes are counted"), choices=RULES, validate_choice=False, default="greedy")
    minimum_votes = StringField(_l("Minimum number of votes (or points) to be funded"))
    is_draw_planned = BooleanField(_l("Draw the lots for ties in public"))
    eligible_scope = RadioField(
        _l("Who may vote"), choices=SCOPES, validate_choice=False, default="local_government"
    )
    subdistricts = SelectMultipleField(
        _l("Subdistricts"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_binding = RadioField(
        _l("How the result is taken"), choices=BINDING, validate_choice=False, default="no"
    )
    doors = SelectMultipleField(
        _l("By which doors one may vote"),
        choices=DOORS_OFFERED,
        validate_choice=False,
        default=["counter", "email"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    receipt_kind = RadioField(
        _l("What the receipt proves"), choices=RECEIPTS, validate_choice=False, default=""
    )
    minimum_age = StringField(_l("Minimum age, by year of birth"))
    rows = HiddenField()
    revision = HiddenField()
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    @property
    def row_count(self) -> int:
        """The number of rows of areas."""
        return sum(name.endswith("-name_th") for name in self._fields)

    def area_rows(self) -> Iterator[list[Any]]:
        """The fields of each row of areas."""
        for place in range(self.row_count):
            yield [self[f"areas-{place}-{name}"] for name in AREA_FIELDS]

    @property
    def values(self) -> dict[str, str]:
        """{field: its text}; "y" or "" for a box to tick."""
        texts = {name: field.data for name, field in self._fields.items()}
        ticks = {"is_draw_planned": "y" if self.is_draw_planned.data else ""}
        return {
            name: text or "" for name, text in texts.items() if text is None or isinstance(text, str)
        } | ticks

    def read(self) -> RoundDraft:
        """The draft. Raises Invalid, InvalidFields."""
        chosen, doors = self.subdistricts.data or [], self.doors.data or []
        return draft_round(self.values, self.areas, chosen, doors, today=bangkok_date(now()))

    @property
    def areas(self) -> list[dict[str, str]]:
        """What was typed in each row of areas, by field."""
        return [
            {
                name: ("y" if field.data else "") if name == "citywide" else field.data or ""
                for name, field in zip(AREA_FIELDS, row, strict=True)
            }
            for row in self.area_rows()
        ]


def round_form(areas: int = 0) -> RoundForm:
    """The form with rows for the areas that were sent, or for `areas`, and more rows when asked for."""
    sent = whole_number(request.form.get("rows", "")) or 0
    count = max(sent, areas + 1 if areas else FIRST_ROWS) + MORE_ROWS * (request.form.get("do") == "more")
    count = min(count, MAX_AREAS)
    fields: dict[str, Any] = {}
    for place in range(count):
        row = _l("Area %(number)s", number=place + 1)
        fields[f"areas-{place}-name_th"] = StringField(_l("Name of the area"), description=row)
        fields[f"areas-{place}-budget"] = AmountField(_l("Budget in baht"), description=row)
        fields[f"areas-{place}-name_en"] = StringField(_l("Name in English (if any)"), description=row)
        fields[f"areas-{place}-citywide"] = BooleanField(_l("For the whole local government"))
    form: RoundForm = type("RowedRoundForm", (RoundForm,), fields)()
    form.rows.data = str(count)
    return form


class DatesForm(DaysForm):
    """New days of a published round, and why. standing: {name of DAYS: its day so far}."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    standing: Mapping[str, date] = MappingProxyType({})

    def read(self) -> dict[str, datetime]:
        """The dates as read_dates gives them. Raises Invalid, InvalidFields."""
        return read_dates(self.days, today=bangkok_date(now()), standing=self.standing)

    def check(self) -> None:
        self.read()


class ExtendForm(BaseForm):
    """A later end of voting, and why."""

    voting_to = DayField(_l("Last day of voting"))
    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])

    def read(self) -> datetime:
        """The moment after the day that was typed, aware UTC. Raises Invalid."""
        with at_field("voting_to"):
            return day_end(read_near_day(self.voting_to.data or "", today=bangkok_date(now())))

    def check(self) -> None:
        self.read()
