"""Rules of appeals: an author appeals against the hiding of a post, and another official decides."""

from typing import Literal

from idea4gov.domain.errors import N_, Conflict, Forbidden, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.moderation import NotHidden, PostState
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import clean_text

BODY_MAX_LENGTH = 1_000
AppealDecision = Literal["restored", "upheld"]


class OwnHiding(Forbidden):
    """The official who hid the post may not decide the appeal against it."""

    code = "own_hiding"
    message = N_("You hid this yourself, so another official decides about the appeal.")


class AppealDecided(Conflict):
    """The appeal is decided already."""

    code = "appeal_decided"
    message = N_("This appeal has been decided already. Look at the desk again.")


def clean_appeal(body: str) -> str:
    """Check and normalize the text of an appeal: 1-1,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=BODY_MAX_LENGTH)


def require_author(author_id: int, viewer: Viewer) -> None:
    """Raise NotFound unless the viewer is the author: others must not learn that the post exists."""
    if author_id != viewer.account_id:
        raise NotFound()


def require_appealable(state: PostState) -> None:
    """Raise NotHidden unless the post is hidden."""
    if state != "hidden":
        raise NotHidden()


def require_decidable(*, hidden_by_person_id: int | None, is_decided: bool, viewer: Viewer) -> None:
    """Raise OwnHiding if the viewer hid the post, also with another account;

    AppealDecided if it is decided.
    """
    if hidden_by_person_id == viewer.person_id:
        raise OwnHiding()
    if is_decided:
        raise AppealDecided()
