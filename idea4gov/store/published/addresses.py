"""The ids of public pages for the sitemap, read in ranges so that no part of it is too long."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Board, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.records import get_record, select_into

_board, _proposal = table(Board).c, table(Proposal).c


class Largest(NamedTuple):
    """The largest ids given so far; 0 where there are none."""

    board: int
    proposal: int


def find_largest(db: Session) -> Largest:
    """The largest ids of boards and of proposals."""
    return get_record(db, select_into(Largest, board=_largest(_board.id), proposal=_largest(_proposal.id)))


def _largest(number: ColumnElement[int]) -> ScalarSelect[int]:
    return select(func.coalesce(func.max(number), 0)).scalar_subquery()


def list_board_pages(db: Session, first: int, last: int) -> list[tuple[int, bool]]:
    """(number, whether it is a budget round) of the public boards from `first` to `last`."""
    rows = db.execute(
        select(_board.id, (_board.kind == "budget").label("is_round"))
        .where(_board.id.between(first, last), PUBLIC_BOARD)
        .order_by(_board.id)
    )
    return [(row.id, row.is_round) for row in rows]


def list_proposal_pages(db: Session, first: int, last: int) -> list[int]:
    """The numbers of the published proposals from `first` to `last`."""
    rows = db.execute(
        select(_proposal.id)
        .select_from(table(Proposal).join(table(Board), _board.id == _proposal.board_id))
        .where(_proposal.id.between(first, last), PUBLIC_BOARD, PUBLIC_PROPOSAL)
        .order_by(_proposal.id)
    )
    return list(rows.scalars())
