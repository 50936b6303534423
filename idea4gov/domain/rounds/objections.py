"""Objections to the ballot paper (in preview) and contests of the result (while it is provisional)."""

from datetime import timedelta
from typing import Final

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

OBJECTION_MAX_LENGTH = 2_000
OBJECTION_STAGES: Final = {"preview": "preview", "provisional": "provisional"}
"""Phase -> the stage of what people object to in it."""
OBJECTIONS = Limit("object-to-round", 10, timedelta(hours=1))


class AlreadyObjected(Conflict):
    """Once per person and stage."""

    code = "already_objected"
    message = N_("You have written to the officials about this already. Each person can do so once.")


class AlreadyAnswered(Conflict):
    """An objection is answered once."""

    code = "already_answered"
    message = N_("A colleague has answered this already.")


def clean_objection(body: str) -> str:
    """Accept an objection or a contest: 1-2,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=OBJECTION_MAX_LENGTH)


def clean_objection_answer(answer: str) -> str:
    """Accept the answer to one. Raises Invalid with data `field`."""
    with at_field("answer"):
        return clean_text(answer, max_length=OBJECTION_MAX_LENGTH)
