"""The numbers of public pages, for the map of the site: in ranges, so that no part of it is ever too long."""

from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.rounds import PUBLISHED_PHASES
from idea4gov.store.models import Board, BudgetRound, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL

_board, _round, _proposal = Board.__table__.c, BudgetRound.__table__.c, Proposal.__table__.c


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
        .select_from(Board.__table__.outerjoin(BudgetRound.__table__, _round.board_id == _board.id))
        .where(
            _board.id.between(first, last),
            PUBLIC_BOARD,
            # Where a round has no page of its own yet, there is nothing to find.
            or_(_board.kind == "discussion", _round.phase.in_(PUBLISHED_PHASES)),
        )
        .order_by(_board.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_proposal_pages(db: Session, first: int, last: int) -> list[int]:
    """The numbers of the published proposals from `first` to `last`."""
    rows = db.execute(
        select(_proposal.id)
        .select_from(Proposal.__table__.join(Board.__table__, _board.id == _proposal.board_id))
        .where(_proposal.id.between(first, last), PUBLIC_BOARD, PUBLIC_PROPOSAL)
        .order_by(_proposal.id)
    )
    return list(rows.scalars())
