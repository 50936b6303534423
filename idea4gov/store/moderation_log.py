"""The public log of moderation: what was hidden, shown again or left standing, and why. It names nobody."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, insert, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.moderation import ModerationVerb, Post, PostKind
from idea4gov.store.base import table
from idea4gov.store.models import Board, Comment, ModerationAct, Proposal
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.visibility import IS_HIDDEN, IS_PUBLIC

PAGE_SIZE = 20
_ACTS = table(ModerationAct)
_act, _board = _ACTS.c, table(Board).c
_proposal, _comment = table(Proposal).c, table(Comment).c


class LogEntry(NamedTuple):
    """An act as everybody may read it. number: of the proposal on its board; None for the board itself.

    board_title: None of a hidden board. is_shown: whether everybody can read the post now.
    """

    id: int
    at: datetime
    act: ModerationVerb
    kind: PostKind
    board_id: int
    board_title: str | None
    proposal_id: int | None
    comment_id: int | None
    number: int | None
    reason: str
    is_shown: bool


class HiddenProposal(NamedTuple):
    """What the page of a hidden proposal says. reason: None where it was hidden before the log existed."""

    board_id: int
    board_title: str
    number: int
    reason: str | None


_SHOWN = and_(
    IS_PUBLIC,
    or_(_act.proposal_id.is_(None), _proposal.state == "published"),
    or_(_act.comment_id.is_(None), _comment.state == "published"),
)
_ENTRIES = (
    select_into(
        LogEntry,
        _act,
        kind=_act.subject_kind,
        board_title=case((IS_PUBLIC, _board.title)),
        number=_proposal.number,
        is_shown=_SHOWN,
    )
    .select_from(
        _ACTS.join(table(Board), _board.id == _act.board_id)
        .outerjoin(table(Proposal), _proposal.id == _act.proposal_id)
        .outerjoin(table(Comment), _comment.id == _act.comment_id)
    )
    .order_by(_act.id.desc())
)


def find_hidden(db: Session, proposal_id: int) -> HiddenProposal | None:
    """The public facts of a hidden proposal; None when it is not hidden."""
    reason = (
        select(_act.reason)
        .where(_act.subject_kind == "proposal", _act.proposal_id == proposal_id)
        .where(_act.board_id == _board.id, _act.act == "hide")
        .order_by(_act.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return find_record(
        db,
        select_into(
            HiddenProposal,
            board_id=_board.id,
            board_title=_board.title,
            number=_proposal.number,
            reason=reason,
        )
        .join_from(table(Proposal), table(Board), _board.id == _proposal.board_id)
        .where(_proposal.id == proposal_id, _proposal.state == "hidden", IS_PUBLIC),
    )


class HiddenBoard(NamedTuple):
    """What the page of a hidden board says."""

    province_code: str
    reason: str


def find_hidden_board(db: Session, board_id: int) -> HiddenBoard | None:
    """The public facts of a hidden board; None when it is not hidden."""
    return find_record(
        db,
        select_into(HiddenBoard, province_code=_board.province_code, reason=_board.hidden_reason).where(
            _board.id == board_id, IS_HIDDEN
        ),
    )


def add_act(
    db: Session, post: Post, *, act: ModerationVerb, province_code: str, reason: str, now: datetime
) -> None:
    """Add an entry. act: "hide", "restore", "dismiss" or "keep_hidden"."""
    db.execute(
        insert(_ACTS).values(**post.columns, at=now, act=act, province_code=province_code, reason=reason)
    )


def list_acts(
    db: Session,
    *,
    board_id: int | None = None,
    province_code: str | None = None,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[LogEntry]:
    """The acts on a board, or in a province, newest first, older than `before_id`."""
    query = _ENTRIES.limit(limit)
    if board_id is not None:
        query = query.where(_act.board_id == board_id)
    if province_code is not None:
        query = query.where(_act.province_code == province_code)
    if before_id is not None:
        query = query.where(_act.id < before_id)
    return list_records(db, query)
