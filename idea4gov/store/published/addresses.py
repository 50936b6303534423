"""The numbers of public pages, for the map of the site: in ranges, so that no part of it is ever too long."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Board, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL

_board, _proposal = table(Board).c, table(Proposal).c


class Largest(NamedTuple):
    """The largest numbers given so far; 0 where there are none."""

    board: int
    proposal: int


def find_largest(db: Session) -> Largest:
    """How far the numbers of boards and of proposals go."""
    numbers = (
        select(func.coalesce(func.max(column), 0)).scalar_subquery() for column in (_board.id, _proposal.id)
    )
    return Largest(*db.execute(select(*numbers)).one())


def list_board_pages(db: Session, first: int, last: int) -> list[tuple[int, bool]]:
    """(number, whether it is a budget round) of the public boards from `first` to `last`."""
    rows = db.execute(
        select(_board.id, _board.kind == "budget")
        .where(_board.id.between(first, last), PUBLIC_BOARD)
        .order_by(_board.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_proposal_pages(db: Session, first: int, last: int) -> list[int]:
    """The numbers of the published proposals from `first` to `last`."""
    rows = db.execute(
        select(_proposal.id)
        .select_from(table(Proposal).join(table(Board), _board.id == _proposal.board_id))
        .where(_proposal.id.between(first, last), PUBLIC_BOARD, PUBLIC_PROPOSAL)
        .order_by(_proposal.id)
    )
    return list(rows.scalars())
