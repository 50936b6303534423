"""Rules of comments: their text, one level of replies, and who may change one until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from idea4gov.domain.boards import BoardState, is_open
from idea4gov.domain.errors import N_, Conflict, Forbidden, Invalid, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

CommentState = Literal["published", "hidden", "withdrawn"]
BODY_MAX_LENGTH = 2_000
POSTS = Limit("post-comment", 30, timedelta(hours=1))
EDITS = Limit("edit-comment", 30, timedelta(hours=1))


class CommentsClosed(Conflict):
    """The board is closed, so no comment can be written or changed."""

    code = "comments_closed"
    message = N_("This board is closed. You can still read every comment, but none can be added or changed.")


class ReplyToReply(Invalid):
    """A reply cannot be replied to: one level of replies keeps a conversation readable on a phone."""

    code = "reply_to_reply"
    message = N_("A reply cannot be answered itself. Please reply to the comment above it.")


class ParentGone(Conflict):
    """The comment that a reply answers is hidden or withdrawn."""

    code = "parent_gone"
    message = N_("The comment that you answer was withdrawn or hidden. Please write a comment of your own.")


class NotYourComment(Forbidden):
    """Only the author can change or withdraw a comment."""

    code = "not_your_comment"
    message = N_("Only the person who wrote this comment can change or withdraw it.")


class CommentNotPublished(Conflict):
    """The comment is hidden or withdrawn, so it cannot be changed."""

    code = "comment_not_published"
    message = N_("This comment is no longer published, so it cannot be changed.")


class StaleComment(Conflict):
    """The comment was changed after the form was opened."""

    code = "stale_comment"
    message = N_(
        "The comment was changed while you were writing. Both texts are shown below: nothing is lost. "
        "Take over what you need, then save again."
    )


@dataclass(frozen=True)
class Parent:
    """The comment that a reply answers. depth: 0 for a comment, 1 for a reply."""

    proposal_id: int
    depth: int
    state: CommentState


def draft(body: str) -> str:
    """Check and normalize the text of a comment: 1-2,000 characters. Raises Invalid with data `field`."""
    with at_field("body"):
        return clean_text(body, max_length=BODY_MAX_LENGTH)


def require_commentable(
    *, proposal_state: ProposalState, board_state: BoardState, closes_at: datetime | None, now: datetime
) -> None:
    """Raise NotFound if the proposal cannot be seen, CommentsClosed if its board is closed."""
    if proposal_state != "published" or board_state == "draft":
        raise NotFound()
    if not is_open(board_state, closes_at, now):
        raise CommentsClosed()


def require_answerable(parent: Parent | None, proposal_id: int) -> None:
    """Check that a reply may answer this comment.

    Raises NotFound if it belongs to another proposal, ReplyToReply if it is a reply, ParentGone if it is
    hidden or withdrawn.
    """
    if parent is None or parent.proposal_id != proposal_id:
        raise NotFound()
    if parent.depth != 0:
        raise ReplyToReply()
    if parent.state != "published":
        raise ParentGone()


def require_own(author_id: int, viewer: Viewer) -> None:
    """Raise NotYourComment unless the viewer wrote the comment."""
    if author_id != viewer.account_id:
        raise NotYourComment()


def require_published(state: CommentState) -> None:
    """Raise CommentNotPublished unless the comment is published."""
    if state != "published":
        raise CommentNotPublished()
