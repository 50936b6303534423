"""What moderators act on: content with its place and author, and the changes of its state."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, null, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardKind, BoardState
from idea4gov.domain.moderation import PostState
from idea4gov.domain.permissions import Place
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, Board, Comment, LocalGovernment, Proposal
from idea4gov.store.records import get_record, select_into
from idea4gov.store.visibility import IS_HIDDEN, IS_PUBLIC, STATE

_BOARDS = table(Board)
_board, _proposal, _comment = _BOARDS.c, table(Proposal).c, table(Comment).c
_account, _local = table(Account).c, table(LocalGovernment).c


class Content(NamedTuple):
    """A post as moderators see it. title, number: of the proposal, or the board's alone; body: as written."""

    id: int
    proposal_id: int | None
    board_id: int
    province_code: str
    local_government_code: str | None
    board_state: BoardState
    board_title: str
    number: int | None
    title: str
    state: PostState
    body: str
    body_html: str
    hidden_reason: str | None
    created_at: datetime
    author_name: str
    author_email: str
    author_language: str
    author_id: int

    @property
    def place(self) -> Place:
        """Where it lies: the place of its board."""
        return Place(self.province_code, self.local_government_code)


class AdoptableBoard(NamedTuple):
    """A board as one sees it before taking it over."""

    id: int
    kind: BoardKind
    state: BoardState
    title: str
    province_code: str
    local_government_code: str | None
    opened_by_official: bool
    adopted_at: datetime | None

    @property
    def place(self) -> Place:
        """Its place before the takeover."""
        return Place(self.province_code, self.local_government_code)


_ON_BOARD: dict[str, ColumnElement[Any]] = {
    "board_id": _board.id,
    "province_code": _board.province_code,
    "local_government_code": _board.local_government_code,
    "board_state": _board.state,
    "board_title": _board.title,
}
_AUTHOR: dict[str, ColumnElement[Any]] = {
    "author_name": _account.display_name,
    "author_email": _account.email,
    "author_language": _account.language,
    "author_id": _account.id,
}


def get_proposal(db: Session, proposal_id: int) -> Content:
    """The proposal in any state but draft. Raises NotFound."""
    query = (
        select_into(
            Content,
            _proposal,
            proposal_id=_proposal.id,
            **_ON_BOARD,
            **_AUTHOR,
        )
        .select_from(
            table(Proposal)
            .join(table(Board), _board.id == _proposal.board_id)
            .join(table(Account), _account.id == _proposal.author_id)
        )
        .where(_proposal.id == proposal_id, _proposal.state != "draft")
    )
    return get_record(db, query)


def get_comment(db: Session, comment_id: int) -> Content:
    """The comment or reply in any state. Raises NotFound."""
    query = (
        select_into(
            Content,
            _comment,
            proposal_id=_proposal.id,
            **_ON_BOARD,
            number=_proposal.number,
            title=_proposal.title,
            **_AUTHOR,
        )
        .select_from(
            table(Comment)
            .join(table(Proposal), _proposal.id == _comment.proposal_id)
            .join(table(Board), _board.id == _proposal.board_id)
            .join(table(Account), _account.id == _comment.author_id)
        )
        .where(_comment.id == comment_id)
    )
    return get_record(db, query)


def get_board(db: Session, board_id: int) -> Content:
    """The discussion board, shown ("published") or hidden, unless nobody here opened it. Raises NotFound."""
    query = (
        select_into(
            Content,
            _board,
            proposal_id=null(),
            **_ON_BOARD,
            number=null(),
            state=case((IS_HIDDEN, "hidden"), else_="published"),
            **_AUTHOR,
        )
        .join_from(_BOARDS, table(Account), _account.id == _board.opened_by_id)
        .where(_board.id == board_id, _board.kind == "discussion", _board.state != "draft")
    )
    return get_record(db, query)


def move_board(db: Session, board_id: int, *, hidden_reason: str | None) -> bool:
    """Hide a shown board for a reason, or show a hidden one (None). False: it was in that state already."""
    moved = db.execute(
        update(_BOARDS)
        .where(_board.id == board_id, IS_HIDDEN if hidden_reason is None else ~IS_HIDDEN)
        .values(hidden_reason=hidden_reason)
    )
    return rowcount(moved) == 1


def get_adoptable(db: Session, board_id: int) -> AdoptableBoard:
    """A discussion board, in any state but draft. Raises NotFound."""
    return get_record(
        db,
        select_into(AdoptableBoard, _board, state=STATE).where(
            _board.id == board_id, _board.kind == "discussion", IS_PUBLIC
        ),
    )


def adopt_board(
    db: Session, board_id: int, *, local_government_code: str, adopted_by_id: int, now: datetime
) -> None:
    """Give a locked board its local government, and say who took it over when."""
    db.execute(
        update(_BOARDS)
        .where(_board.id == board_id)
        .values(local_government_code=local_government_code, adopted_by_id=adopted_by_id, adopted_at=now)
    )


def list_local_government_names(db: Session, codes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(code, Thai name, English name) of a moderator's few local governments, by code."""
    rows = db.execute(
        select(_local.code, _local.name_th, _local.name_en)
        .where(_local.code.in_(codes))
        .order_by(_local.code)
    )
    return [(row.code, row.name_th, row.name_en) for row in rows]
