"""Forms of voting: the ballot, the residence, paper ballots, the roll, a receipt code."""

import secrets
from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, RadioField, SelectChoice, StringField, TextAreaField

from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.rounds.paper_ballots import check_serial, check_void_kind
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l

MARK = "mark-"


class MarksForm(BaseForm):
    """A ballot paper to fill in.

    The marks are not fields of the form: they come as `mark-ID` for each project.
    """

    @property
    def typed(self) -> dict[int, str]:
        """{project id: text typed beside it}. The id is -1 for a name that is no number."""
        return {_number(name): text for name, text in request.form.items() if name.startswith(MARK)}


class BallotForm(MarksForm):
    """A ballot. version: of the ballot that the form was opened with, 0 for none.

    slip: what the server drew for the ballot when it was looked over, sealed.
    """

    version = HiddenField()
    slip = HiddenField()


class WithdrawBallotForm(BaseForm):
    """The confirmation of a withdrawal. version: of the ballot that the voter saw."""

    version = HiddenField()


class ClaimForm(BaseForm):
    """By what a voter finds their line: the number, or house and name. Nothing of it is stored."""

    national_number = StringField(_l("Number of the ID card"))
    house = StringField(_l("House number"))
    person = StringField(_l("Name, or the code from the office"))


class ResidenceForm(BaseForm):
    """The residence in the house register. place: "here", "elsewhere", or a subdistrict's code."""

    place = RadioField(_l("Where is your name in the house register?"), validate_choice=False)
    birth_year = StringField(_l("Year of birth (B.E.)"))


class SerialForm(BaseForm):
    """The serial number that is printed on a paper ballot."""

    serial = StringField(_l("Serial number of the paper"), validators=[Follows(check_serial)])


class PaperBallotForm(MarksForm):
    """The marks of a paper ballot."""


class SettleForm(BaseForm):
    """The one of two entries that is right: 1 or 2."""

    entry = HiddenField()


class VoidForm(BaseForm):
    """Why a paper ballot does not count."""

    kind = RadioField(
        _l("What is with the paper?"),
        choices=[
            SelectChoice("spoiled", _l("It is spoiled: nobody can tell what the voter wanted")),
            SelectChoice("missing", _l("It never came back: the voter did not put it into the box")),
            SelectChoice("surplus", _l("It is one too many: nobody on the roll belongs to it")),
        ],
        validate_choice=False,
        validators=[Follows(check_void_kind)],
    )
    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class MarkVoterForm(BaseForm):
    """A voter who gets a paper ballot.

    form_key: a random text of this form, by which a double click is known.
    """

    email = StringField(_l("E-mail of the voter’s account"))
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))


class UnmarkVoterForm(BaseForm):
    """The line of the roll that was marked by mistake."""

    line = HiddenField()


class FindForm(BaseForm):
    """A receipt code."""

    code = StringField(_l("Receipt code"))


def _number(name: str) -> int:
    text = name.removeprefix(MARK)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def texts_of(marks: Mapping[int, int]) -> dict[int, str]:
    """{project id: the text of its field} of marks, as {project id: number}."""
    return {project_id: str(mark) for project_id, mark in marks.items()}
