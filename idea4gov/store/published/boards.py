"""Discussion boards, as everybody may read them, and who took part in them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, not_, or_, select, union
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.opendata.small_cells import suppress
from idea4gov.store.base import table
from idea4gov.store.models import Account, Board, Comment, Proposal, Support
from idea4gov.store.published.source import CHUNK, NOW, Source
from idea4gov.store.visibility import IS_PUBLIC

_board, _proposal, _comment = table(Board).c, table(Proposal).c, table(Comment).c
_account, _support = table(Account).c, table(Support).c

PUBLIC_BOARD = IS_PUBLIC
# A literal: with a parameter, the planners could not see that the partial index applies.
PUBLIC_PROPOSAL = _proposal.state == literal_column("'published'")
_OVERDUE = and_(_board.state == "open", _board.closes_at <= NOW)
_SUPPORTS = (
    select(func.coalesce(func.sum(_proposal.support_count), 0))
    .where(_proposal.board_id == _board.id, PUBLIC_PROPOSAL)
    .scalar_subquery()
)


def _in_state(state: BoardState) -> ColumnElement[bool]:
    if state == "closed":
        return or_(_board.state == "closed", _OVERDUE)
    if state == "open":
        return and_(_board.state == "open", not_(func.coalesce(_OVERDUE, False)))
    return _board.state == state


BOARDS = Source(
    select(
        _board.id,
        _board.kind,
        case((_OVERDUE, "closed"), else_=_board.state).label("state"),
        _board.title,
        _board.body,
        _board.province_code,
        _board.local_government_code,
        _board.opened_by_official.label("is_official"),
        _board.adopted_at.is_not(None).label("is_adopted"),
        # Officials act for their office: they need no pseudonym.
        case((_board.opened_by_official, None), else_=_board.opened_by_id).label("author_id"),
        _board.proposal_count,
        _SUPPORTS.label("support_count"),
        _board.created_at,
        _board.closes_at,
        _board.closed_at,
    ).where(PUBLIC_BOARD),
    (_board.id,),
    {
        "kind": lambda kind: _board.kind == kind,
        "province": lambda code: _board.province_code == code,
        "local_government": lambda code: _board.local_government_code == code,
        "state": _in_state,
    },
)


def count_supports(db: Session, board_id: int) -> int:
    """The supports of a board's published proposals together."""
    return db.scalar(select(_SUPPORTS).where(_board.id == board_id)) or 0


def list_participation(db: Session, board_id: int) -> list[dict[str, Any]]:
    """How many people of each home province took part in a board; small numbers are suppressed."""
    rows = db.execute(_participation(board_id)).mappings()
    return list(suppress(dict(row) for row in rows))


def stream_participation(db: Session) -> Iterator[dict[str, Any]]:
    """list_participation of every board, a chunk in memory at a time; inside snapshot()."""
    with db.execute(_participation(None).execution_options(yield_per=CHUNK)) as rows:
        yield from suppress(dict(row) for row in rows.mappings())


def _participation(board_id: int | None) -> Select[Any]:
    """People by board and home province, everybody once, whichever way they took part."""
    on_board = and_(PUBLIC_BOARD, PUBLIC_PROPOSAL)
    if board_id is not None:
        on_board = and_(on_board, _board.id == board_id)
    proposals = table(Board).join(table(Proposal), _proposal.board_id == _board.id)
    proposed = (
        select(_board.id.label("board_id"), _account.person_id)
        .select_from(proposals.join(table(Account), _account.id == _proposal.author_id))
        .where(on_board)
    )
    commented = (
        select(_board.id, _account.person_id)
        .select_from(
            proposals.join(table(Comment), _comment.proposal_id == _proposal.id).join(
                table(Account), _account.id == _comment.author_id
            )
        )
        .where(on_board, _comment.state == "published")
    )
    supported = (
        select(_board.id, _support.person_id)
        .select_from(proposals.join(table(Support), _support.proposal_id == _proposal.id))
        .where(on_board)
    )
    people = union(proposed, commented, supported).subquery()
    # A person may have several accounts, with different homes: each counts once.
    home = (
        select(func.min(_account.home_province_code))
        .where(_account.person_id == people.c.person_id)
        .scalar_subquery()
    )
    at_home = select(people.c.board_id, home.label("home_province_code")).subquery()
    return (
        select(at_home.c.board_id, at_home.c.home_province_code, func.count().label("people"))
        .group_by(at_home.c.board_id, at_home.c.home_province_code)
        .order_by(at_home.c.board_id, at_home.c.home_province_code)
    )
