"""Rules of comments: their words, one level of replies, and who may change one until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from idea4gov.domain.boards import is_open
from idea4gov.domain.errors import N_, Conflict, Forbidden, Invalid, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

BODY_MAX_LENGTH = 2_000
POSTS = Limit("post-comment", 30, timedelta(hours=1))
EDITS = Limit("edit-comment", 30, timedelta(hours=1))


class CommentsClosed(Conflict):
    """A discussion ends with its board."""

    code = "comments_closed"
    message = N_("This board is closed. You can still read every comment, but none can be added or changed.")


class ReplyToReply(Invalid):
    """There is one level of replies, so that a conversation stays readable on a phone."""

    code = "reply_to_reply"
    message = N_("A reply cannot be answered itself. Please reply to the comment above it.")


class ParentGone(Conflict):
    """Nobody answers words that nobody can read."""

    code = "parent_gone"
    message = N_("The comment that you answer was withdrawn or hidden. Please write a comment of your own.")


class NotYourComment(Forbidden):
    """Only its author changes or withdraws a comment."""

    code = "not_your_comment"
    message = N_("Only the person who wrote this comment can change or withdraw it.")


class CommentNotPublished(Conflict):
    """A hidden or withdrawn comment is not changed any more."""

    code = "comment_not_published"
    message = N_("This comment is no longer published, so it cannot be changed.")


class StaleComment(Conflict):
    """The comment was changed since the form was opened."""

    code = "stale_comment"
    message = N_(
        "The comment was changed while you were writing. Both texts are shown below: nothing is lost. "
        "Take over what you need, then save again."
    )


@dataclass(frozen=True)
class Parent:
    """What the rules ask of the comment that a reply answers."""

    proposal_id: int
    depth: int
    state: str


def draft(body: str) -> str:
    """Accept the words of a comment, 1-2,000 characters. Raises Invalid with data `field`: body."""
    with at_field("body"):
        return clean_text(body, max_length=BODY_MAX_LENGTH)


def require_commentable(
    *, proposal_state: str, board_state: str, closes_at: datetime | None, now: datetime
) -> None:
    """Raise NotFound unless the proposal can be seen, CommentsClosed when its board is closed."""
    if proposal_state != "published" or board_state == "draft":
        raise NotFound()
    if not is_open(board_state, closes_at, now):
        raise CommentsClosed()


def require_answerable(parent: Parent | None, proposal_id: int) -> None:
    """Raise unless a reply may hang on this comment.

    NotFound for a comment of another proposal, ReplyToReply for a reply, ParentGone for one that is gone.
    """
    if parent is None or parent.proposal_id != proposal_id:
        raise NotFound()
    if parent.depth != 0:
        raise ReplyToReply()
    if parent.state != "published":
        raise ParentGone()


def require_own(author_id: int, viewer: Viewer) -> None:
    """Raise NotYourComment for another's comment."""
    if author_id != viewer.account_id:
        raise NotYourComment()


def require_published(state: str) -> None:
    """Raise CommentNotPublished for a comment that is hidden or withdrawn."""
    if state != "published":
        raise CommentNotPublished()
