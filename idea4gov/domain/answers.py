"""Rules of official answers: one for a proposal, in Markdown, whose earlier wordings stay."""

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_text

BODY_MAX_LENGTH = 5_000


class StaleAnswer(Conflict):
    """A colleague answered meanwhile: data `theirs`, the text that stands; the form keeps what was typed."""

    code = "stale_answer"
    message = N_(
        "A colleague saved another text while you were writing. It is shown below: "
        "take over what you need from it, then save again."
    )


class NotAnswerable(Conflict):
    """A proposal that is hidden or withdrawn."""

    code = "not_answerable"
    message = N_("This proposal is hidden or withdrawn, so it cannot be answered.")


def clean_answer(body: str) -> str:
    """Accept the Markdown of an answer: 1-5,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=BODY_MAX_LENGTH)


def check_answerable(state: str) -> None:
    """Raise NotAnswerable unless the proposal is published; whether its board is open does not matter."""
    if state != "published":
        raise NotAnswerable()
