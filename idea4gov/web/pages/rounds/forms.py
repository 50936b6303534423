"""Forms of budget rounds: decisions on proposals, draws, objections, milestones, reasons."""

import secrets

from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.rounds.draw import ABOUT_MAX_LENGTH, clean_words
from idea4gov.domain.rounds.imports import PROJECT_TITLE_MAX_LENGTH
from idea4gov.domain.rounds.milestones import Milestone, clean_milestone
from idea4gov.domain.rounds.objections import clean_objection, clean_objection_answer
from idea4gov.domain.rounds.screening import ReviewDecision, clean_decision
from idea4gov.domain.text import clean_line
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.typed_fields import AmountField
from idea4gov.web.pages.proposals.photo_forms import PhotosForm

LOCATION_MAX_LENGTH = 200


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


class PapersForm(BaseForm):
    """How many papers were handed out."""

    papers = StringField(_l("Papers handed out"))


class DrawSampleForm(BaseForm):
    """How many lines of the roll are looked up."""

    size = StringField(_l("How many lines"))


class OutcomeForm(BaseForm):
    """What the house register says of a line: its button."""

    outcome = StringField()


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
    cost = AmountField(_l("Cost in baht"))
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

    def check(self) -> None:
        self.read()

    def read(self) -> ReviewDecision:
        """The decision. Raises Invalid, InvalidFields."""
        return clean_decision(
            state=self.state.data or "",
            cost=self.cost.data or "",
            reason=self.reason.data or "",
            area_id=whole_number(self.area.data or ""),
            merged_into_id=whole_number(self.merged_into.data or ""),
        )


class BringForm(BaseForm):
    """The proposals of discussions that are brought in."""

    proposals = SelectMultipleField(_l("Proposals"), choices=[], validate_choice=False)


class CorrectForm(BaseForm):
    """The corrected words of a project, and why."""

    title = StringField(
        _l("Name of the project"), validators=[Follows(clean_line, max_length=PROJECT_TITLE_MAX_LENGTH)]
    )
    location = StringField(
        _l("Place"), validators=[Follows(clean_line, may_be_empty=True, max_length=LOCATION_MAX_LENGTH)]
    )
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

    page_order = ("state", "percent", "body", "photos", "alt")
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

    def read(self) -> Milestone:
        """The milestone. Raises Invalid, InvalidFields."""
        return clean_milestone(
            state=self.state.data or "", percent=self.percent.data or "", body=self.body.data or ""
        )

    def check(self) -> None:
        self.read()
