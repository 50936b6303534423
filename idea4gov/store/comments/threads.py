"""Threads: comments as pages show them, with a constant number of statements."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from idea4gov.domain.comments import CommentState
from idea4gov.domain.permissions import Viewer
from idea4gov.store.base import table
from idea4gov.store.grants import is_official
from idea4gov.store.models import Account, Board, Comment, Proposal
from idea4gov.store.records import RecordSelect, get_record, list_records, select_into

THREADS = 20
REPLIES_SHOWN = 10
"""Replies under each comment of a proposal's page; the comment's own page has all of them."""
REPLIES = 50


class CommentCard(NamedTuple):
    """A comment as the viewer may see it. Name and text are "" where it is hidden or withdrawn.

    The author of a hidden one sees the text, and hidden_reason. is_official: of the board's place.
    """

    id: int
    parent_id: int | None
    state: CommentState
    author_name: str
    is_own: bool
    is_official: bool
    body_html: str
    hidden_reason: str | None
    created_at: datetime
    edited_at: datetime | None


class Thread(NamedTuple):
    """A comment with its first replies. more_after: the last shown reply's id when there are more."""

    comment: CommentCard
    replies: tuple[CommentCard, ...]
    more_after: int | None

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When the comment was posted, and each of its replies."""
        return (self.comment.created_at, *(reply.created_at for reply in self.replies))


class Threads(NamedTuple):
    """A page of threads, newest first. next_after: where the next page begins, or None."""

    threads: list[Thread]
    next_after: int | None


class _Stored(NamedTuple):
    """A comment with all that is stored of it, before it is decided what the viewer may see."""

    id: int
    parent_id: int | None
    state: CommentState
    author_name: str
    author_id: int
    is_official: bool
    body_html: str
    hidden_reason: str | None
    created_at: datetime
    edited_at: datetime | None


_COMMENTS = table(Comment)
_comment, _account, _proposal = _COMMENTS.c, table(Account).c, table(Proposal).c
_board = table(Board).c

_IS_OFFICIAL = is_official(_comment.author_id, _board.province_code, _board.local_government_code)
_ROWS = select_into(
    _Stored, _comment, author_name=_account.display_name, is_official=_IS_OFFICIAL
).select_from(
    _COMMENTS.join(table(Account), _account.id == _comment.author_id)
    .join(table(Proposal), _proposal.id == _comment.proposal_id)
    .join(table(Board), _board.id == _proposal.board_id)
)

# On every page of a proposal: built once.
_LAST = 2**63 - 1
_NEWEST = (
    _ROWS.where(
        _comment.proposal_id == bindparam("proposal"),
        _comment.depth == 0,
        _comment.id < bindparam("after", type_=BigInteger),
    )
    .order_by(_comment.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_place = func.row_number().over(partition_by=_comment.parent_id, order_by=_comment.id).label("place")


@cache
def _replies_to(count: int) -> RecordSelect[_Stored]:
    """The first replies to `count` comments, one parameter each, so that the statement is built once."""
    parents = [bindparam(f"parent_{place}", type_=BigInteger) for place in range(count)]
    numbered = select(_comment.id, _place).where(_comment.parent_id.in_(parents)).subquery()
    return (
        _ROWS.join(numbered, numbered.c.id == _comment.id)
        .where(numbered.c.place <= REPLIES_SHOWN + 1)
        .order_by(_comment.parent_id, _comment.id)
    )


def list_threads(
    db: Session, proposal_id: int, viewer: Viewer | None, *, after: int | None = None, limit: int = THREADS
) -> Threads:
    """The comments of a proposal, newest first, each with its first REPLIES_SHOWN replies, oldest first.

    after: the id of the last comment seen. Two statements, however many there are.
    """
    values = {"proposal": proposal_id, "after": _LAST if after is None else after, "most": limit + 1}
    rows = list_records(db, _NEWEST, values)
    comments = _cards(rows[:limit], viewer)
    replies = _first_replies(db, [one.id for one in comments], viewer)
    threads = [_thread(one, replies.get(one.id, [])) for one in comments]
    return Threads(threads, comments[-1].id if len(rows) > limit else None)


def get_thread(
    db: Session, comment_id: int, viewer: Viewer | None, *, after: int | None = None, limit: int = REPLIES
) -> Thread:
    """A comment (not a reply) with its replies after the one with the id `after`. Raises NotFound."""
    comment = get_record(db, _ROWS.where(_comment.id == comment_id, _comment.depth == 0))
    chosen = _ROWS.where(_comment.parent_id == comment_id)
    if after is not None:
        chosen = chosen.where(_comment.id > after)
    replies = list_records(db, chosen.order_by(_comment.id).limit(limit + 1))
    return _thread(_card(comment, viewer), _cards(replies, viewer), limit)


def count_replies_before(db: Session, parent_id: int, reply_id: int) -> int:
    """How many replies precede this one, at most REPLIES_SHOWN."""
    before = select(_comment.id).where(_comment.parent_id == parent_id, _comment.id < reply_id)
    return db.scalar(select(func.count()).select_from(before.limit(REPLIES_SHOWN).subquery())) or 0


def _first_replies(
    db: Session, parent_ids: list[int], viewer: Viewer | None
) -> dict[int | None, list[CommentCard]]:
    """The first REPLIES_SHOWN + 1 replies to each comment; the last one only shows that there are more."""
    if not parent_ids:
        return {}
    values = {f"parent_{place}": parent_id for place, parent_id in enumerate(parent_ids)}
    rows = list_records(db, _replies_to(len(parent_ids)), values)
    by_parent = groupby(_cards(rows, viewer), key=lambda one: one.parent_id)
    return {parent_id: list(replies) for parent_id, replies in by_parent}


def _thread(comment: CommentCard, replies: list[CommentCard], shown: int = REPLIES_SHOWN) -> Thread:
    return Thread(comment, tuple(replies[:shown]), replies[shown - 1].id if len(replies) > shown else None)


def _cards(rows: Sequence[_Stored], viewer: Viewer | None) -> list[CommentCard]:
    return [_card(row, viewer) for row in rows]


def _card(row: _Stored, viewer: Viewer | None) -> CommentCard:
    """The comment as the viewer may see it: hidden text goes to its author only, withdrawn text to nobody."""
    is_own = viewer is not None and row.author_id == viewer.account_id
    is_readable = row.state == "published" or (row.state == "hidden" and is_own)
    return CommentCard(
        id=row.id,
        parent_id=row.parent_id,
        state=row.state,
        author_name=row.author_name if is_readable else "",
        is_own=is_own,
        is_official=row.is_official and is_readable,
        body_html=row.body_html if is_readable else "",
        hidden_reason=row.hidden_reason if is_own else None,
        created_at=row.created_at,
        edited_at=row.edited_at,
    )
