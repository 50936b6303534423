"""Rules of official answers: one per proposal, in Markdown; earlier versions are kept."""

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.fields import at_field
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.text import clean_text

BODY_MAX_LENGTH = 5_000


class StaleAnswer(Conflict):
    """Another official saved an answer in the meantime. theirs: its text; the form keeps what was typed."""

    code = "stale_answer"
    message = N_(
        "A colleague saved another text while you were writing. It is shown below: "
        "take over what you need from it, then save again."
    )


class NotAnswerable(Conflict):
    """The proposal is hidden or withdrawn, so it cannot be answered."""

    code = "not_answerable"
    message = N_("This proposal is hidden or withdrawn, so it cannot be answered.")


def clean_answer(body: str) -> str:
    """Check and normalize the Markdown of an answer: 1-5,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=BODY_MAX_LENGTH)


def check_answerable(state: ProposalState) -> None:
    """Raise NotAnswerable unless the proposal is published. Its board may be open or closed."""
    if state != "published":
        raise NotAnswerable()
