"""Forms of budget rounds: the draft with its areas, decisions on proposals, dates, reasons."""

import secrets
from collections.abc import Iterator
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.rounds.calendar import DAYS
from idea4gov.domain.rounds.drafts import MAX_AREAS
from idea4gov.domain.rounds.draw import ABOUT_MAX_LENGTH, clean_words
from idea4gov.domain.rounds.objections import clean_objection, clean_objection_answer
from idea4gov.domain.text import clean_line
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.pages.proposals.photo_forms import PhotosForm

AREA_FIELDS = ("name_th", "name_en", "budget", "citywide")
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


class DaysForm(BaseForm):
    """The first and last days of the phases of a round."""

    collecting_from = StringField(_l("Proposals from"), widget=DateInput())
    collecting_to = StringField(_l("Last day for proposals"), widget=DateInput())
    preview_from = StringField(_l("Ballot paper shown from"), widget=DateInput())
    voting_from = StringField(_l("Voting from"), widget=DateInput())
    voting_to = StringField(_l("Last day of voting"), widget=DateInput())
    result_on = StringField(_l("Result announced on"), widget=DateInput())
    contests_to = StringField(_l("Last day to contest the result"), widget=DateInput())

    @property
    def days(self) -> dict[str, str]:
        """{name of DAYS: what was typed}."""
        return {name: self[name].data or "" for name in DAYS}


class RoundForm(DaysForm):
    """A whole draft. The rows of areas are added by round_form()."""

    title = StringField(_l("Name of the round"))
    body = TextAreaField(_l("What it is about"))
    fiscal_year = StringField(_l("Fiscal year (Buddhist era)"))
    budget = StringField(_l("Amount of the round, in baht"))
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
        fields[f"areas-{place}-name_th"] = StringField(_l("Name of the area"))
        fields[f"areas-{place}-name_en"] = StringField(_l("Name in English (if any)"))
        fields[f"areas-{place}-budget"] = StringField(_l("Budget in baht"))
        fields[f"areas-{place}-citywide"] = BooleanField(_l("For the whole local government"))
    form: RoundForm = type("RowedRoundForm", (RoundForm,), fields)()
    form.rows.data = str(count)
    return form


class DatesForm(DaysForm):
    """New days of a published round, and why."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class ExtendForm(BaseForm):
    """A later end of voting, and why."""

    voting_to = StringField(_l("Last day of voting"), widget=DateInput())
    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class DrawForm(BaseForm):
    """The result of a public draw. seen: the seed as the official was shown it before confirming."""

    words = StringField(_l("What was drawn"), validators=[Follows(clean_words)])
    occasion = StringField(
        _l("Where, when and how it was drawn"), validators=[Follows(clean_line, max_length=ABOUT_MAX_LENGTH)]
    )
    witnesses = StringField(_l("Witnesses"), validators=[Follows(clean_line, max_length=ABOUT_MAX_LENGTH)])
    seen = HiddenField()


class CorrectDrawForm(DrawForm):
    """What a draw really gave, and how the mistake happened."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class SettleDrawForm(BaseForm):
    """Whether a correction is signed or refused. correction: the id that was shown.

    reason: needed to refuse it.
    """

    correction = HiddenField()
    decision = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("sign", _l("Sign: this is what was drawn")),
            SelectChoice("refuse", _l("Refuse: the first entry stays")),
        ],
        validators=[AnyOf(("sign", "refuse"), message=_l("Choose one of the two."))],
        validate_choice=False,
    )
    reason = TextAreaField(_l("Reason, if you refuse"))


class ButtonForm(BaseForm):
    """Only a button."""


class DecisionForm(BaseForm):
    """The decision of an official on a proposal."""

    state = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("feasible", _l("Feasible: it goes on the ballot paper")),
            SelectChoice("refused", _l("Refused")),
            SelectChoice("merged", _l("Merged into another proposal")),
        ],
        validate_choice=False,
    )
    area = SelectField(_l("Area"), validate_choice=False)
    cost = StringField(_l("Cost in baht"))
    merged_into = SelectField(_l("Merged into"), validate_choice=False)
    reason = TextAreaField(_l("Reason, or a note to the author"))
    excludes = SelectMultipleField(
        _l("Cannot be funded together with"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    revision = HiddenField()


class BringForm(BaseForm):
    """The proposals of discussions that are brought in."""

    proposals = SelectMultipleField(_l("Proposals"), choices=[], validate_choice=False)


class CorrectForm(BaseForm):
    """The corrected words of a project, and why."""

    title = StringField(_l("Name of the project"))
    location = StringField(_l("Place"))
    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class ObjectionForm(BaseForm):
    """An objection to the ballot paper, or a contest of the result."""

    project = SelectField(_l("What is it about?"), validate_choice=False)
    body = TextAreaField(_l("What is not right, and why?"), validators=[Follows(clean_objection)])


class ObjectionAnswerForm(BaseForm):
    """The answer to an objection or a contest."""

    answer = TextAreaField(_l("Answer"), validators=[Follows(clean_objection_answer)])


class MilestoneForm(PhotosForm):
    """A milestone of a funded project, with photos."""

    state = RadioField(
        _l("Where it stands"),
        choices=[
            SelectChoice("underway", _l("Under way")),
            SelectChoice("delivered", _l("Delivered")),
            SelectChoice("dropped", _l("Dropped: it will not be built")),
        ],
        validate_choice=False,
        default="underway",
    )
    percent = StringField(_l("Per cent of its money spent"))
    body = TextAreaField(_l("What was done"))
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))
