"""Forms of ballots: the paper, where a voter lives, a receipt code."""

from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, RadioField, StringField

from idea4gov.web.forms.base import BaseForm
from idea4gov.web.locale import lazy_gettext as _l

MARK = "mark-"


class BallotForm(BaseForm):
    """A ballot. version: of the one that the form was opened with. code: a fresh receipt code.

    The marks stand beside the fields: `mark-ID` for each project.
    """

    version = HiddenField()
    code = HiddenField()

    @property
    def typed(self) -> dict[int, str]:
        """{project id: what was typed beside it}; a name that is no number of a project is -1."""
        return {_number(name): text for name, text in request.form.items() if name.startswith(MARK)}


class WithdrawBallotForm(BaseForm):
    """The confirmation. version: of the ballot that was seen."""

    version = HiddenField()


class ResidenceForm(BaseForm):
    """Where somebody is in the house register. place: "here", "elsewhere", or a subdistrict's code."""

    place = RadioField(_l("Where is your name in the house register?"), validate_choice=False)
    birth_year = StringField(_l("Year of birth (B.E.)"))


class FindForm(BaseForm):
    """A receipt code."""

    code = StringField(_l("Receipt code"))


def _number(name: str) -> int:
    text = name.removeprefix(MARK)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def texts_of(marks: Mapping[int, int]) -> dict[int, str]:
    """Marks as they stand in the fields."""
    return {project_id: str(mark) for project_id, mark in marks.items()}
