"""Supports: the primary key decides every race, and the proposal's counter moves only when a row did."""

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Board, Proposal, Support
from idea4gov.store.records import get_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing
from idea4gov.store.visibility import STATE

REPORTED = 1_000


class SupportPage(NamedTuple):
    """A proposal as its page with the support button shows it; supported: by the person who asked."""

    title: str
    board_id: int
    board_title: str
    proposal_state: ProposalState
    board_state: BoardState
    closes_at: datetime | None
    support_count: int
    supported: bool


class WrongCount(NamedTuple):
    """A counter that differs from its rows."""

    proposal_id: int
    counter: int
    rows: int


_PROPOSAL = table(Proposal)
_SUPPORT = table(Support)
# Built once, of tables: a whole hall may press the button within the same minute.
_REMOVE = delete(_SUPPORT).where(
    _SUPPORT.c.proposal_id == bindparam("proposal"), _SUPPORT.c.person_id == bindparam("person")
)
_MOVE = (
    update(_PROPOSAL)
    .where(_PROPOSAL.c.id == bindparam("proposal"), _PROPOSAL.c.state == "published")
    .values(support_count=_PROPOSAL.c.support_count + bindparam("by"))
    .returning(_PROPOSAL.c.support_count)
)


def add_support(db: Session, proposal_id: int, person_id: int, *, now: datetime) -> bool:
    """Insert a person's support. Returns False when it was there already."""
    return insert_or_nothing(db, _SUPPORT, proposal_id=proposal_id, person_id=person_id, created_at=now)


def remove_support(db: Session, proposal_id: int, person_id: int) -> bool:
    """Delete a person's support. Returns False when there was none."""
    gone = db.execute(_REMOVE, {"proposal": proposal_id, "person": person_id})
    return rowcount(gone) == 1


def move_support_count(db: Session, proposal_id: int, *, by: int) -> int | None:
    """Add `by` to the counter of a proposal, last in the transaction that changed its rows.

    Returns the new count; None if the proposal was hidden or withdrawn while this waited for its row.
    """
    return cast(int | None, db.execute(_MOVE, {"proposal": proposal_id, "by": by}).scalar_one_or_none())


def get_support_count(db: Session, proposal_id: int) -> int:
    """The counter of a proposal that is there, as it is now."""
    return db.scalars(select(Proposal.support_count).where(Proposal.id == proposal_id)).one()


def get_support_page(db: Session, proposal_id: int, person_id: int) -> SupportPage:
    """The proposal behind the support button, as this person sees it. Raises NotFound."""
    supported = select(Support.proposal_id).where(
        Support.proposal_id == Proposal.id, Support.person_id == person_id
    )
    return get_record(
        db,
        select_into(
            SupportPage,
            title=Proposal.title,
            board_id=Board.id,
            board_title=Board.title,
            proposal_state=Proposal.state,
            board_state=STATE,
            closes_at=Board.closes_at,
            support_count=Proposal.support_count,
            supported=supported.exists(),
        )
        .join_from(Proposal, Board, Proposal.board_id == Board.id)
        .where(Proposal.id == proposal_id),
    )


def recount(db: Session, *, limit: int = REPORTED) -> list[WrongCount]:
    """Count every support again. Returns the first `limit` proposals whose counter differs, by id."""
    rows = func.count(Support.person_id)
    return list_records(
        db,
        select_into(
            WrongCount,
            proposal_id=Proposal.id,
            counter=Proposal.support_count,
            rows=rows,
        )
        .outerjoin(Support, Support.proposal_id == Proposal.id)
        .group_by(Proposal.id, Proposal.support_count)
        .having(Proposal.support_count != rows)
        .order_by(Proposal.id)
        .limit(limit),
    )
