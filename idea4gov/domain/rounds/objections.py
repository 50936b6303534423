"""Objections to the list of projects (in preview), and contests of the result (while it is provisional)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.fields import at_field
from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

OBJECTION_MAX_LENGTH = 2_000
ObjectionStage = Literal["preview", "provisional"]
OBJECTION_STAGES: Final[Mapping[Phase, ObjectionStage]] = {"preview": "preview", "provisional": "provisional"}
"""{phase: stage of the objections that are made in it}"""
OBJECTIONS = Limit("object-to-round", 10, timedelta(hours=1))


class AlreadyObjected(Conflict):
    """The person has objected in this stage already."""

    code = "already_objected"
    message = N_("You have written to the officials about this already. Each person can do so once.")


class AlreadyAnswered(Conflict):
    """The objection has an answer already."""

    code = "already_answered"
    message = N_("A colleague has answered this already.")


def clean_objection(body: str) -> str:
    """Check and normalize an objection or a contest: 1-2,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=OBJECTION_MAX_LENGTH)


def clean_objection_answer(answer: str) -> str:
    """Check and normalize the answer to an objection. Raises Invalid with data `field`."""
    with at_field("answer"):
        return clean_text(answer, max_length=OBJECTION_MAX_LENGTH)
