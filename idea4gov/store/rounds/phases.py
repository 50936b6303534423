"""The phase of a round: what decides it, the rounds whose time has come, writes of phase, dates and board.

Callers have locked the round that they write.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.phases import Facts, Phase, RoundClock
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Board, BudgetArea, Proposal, ProposalReview, VoterRoll
from idea4gov.store.records import find_record, get_record, list_records, select_into
from idea4gov.store.rounds.hosted import ROUNDS

_BOARDS = table(Board)
_round, _area = ROUNDS.c, table(BudgetArea).c
_review, _proposal, _roll = table(ProposalReview).c, table(Proposal).c, table(VoterRoll).c
DUE_PAGE = 50


class DueRound(NamedTuple):
    """A round whose time has come. phase: as recorded, which a date has overtaken.

    voters: on the roll, of a round that has to be sealed or counted; else 0.
    """

    id: int
    phase: Phase
    voters: int


def count_facts(db: Session, round_id: int) -> Facts:
    """Counts of a round's proposals for the rules of phases; hidden and withdrawn ones do not count."""
    settled = _review.signer_id.is_not(None)
    feasible = and_(settled, _review.state == "feasible")
    return get_record(
        db,
        select_into(
            Facts,
            proposals=_count(_proposal.state == "published"),
            open=_count(and_(_proposal.state == "published", ~settled)),
            feasible=_count(and_(_proposal.state == "published", feasible)),
            too_dear=_count(
                and_(_proposal.state == "published", feasible, _review.cost_baht > _area.budget_baht)
            ),
            decided_at=func.max(_review.signed_at),
        )
        .select_from(
            table(ProposalReview)
            .join(table(Proposal), _proposal.id == _review.proposal_id)
            .outerjoin(table(BudgetArea), _area.id == _review.area_id)
        )
        .where(_review.round_id == round_id),
    )


def find_clock(db: Session, round_id: int) -> RoundClock | None:
    """What decides the phase of a round, as it is now, or None."""
    return find_record(
        db,
        select_into(RoundClock, _round).where(_round.board_id == round_id, _round.source == "held"),
    )


def is_past_date(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a round's recorded phase is past its date, and that nobody holds the round up."""
    passed = or_(
        and_(_round.phase == "draft", _round.published_at.is_not(None), _round.collecting_at <= now),
        and_(_round.phase == "collecting", _round.reviewing_at <= now),
        and_(_round.phase == "reviewing", _round.preview_at <= now),
        and_(_round.phase == "preview", _round.voting_at <= now),
        and_(_round.phase == "voting", _round.counting_at <= now),
        and_(_round.phase == "counting", _round.provisional_at <= now),
    )
    held = _round.source == "held"
    return held, _round.cancelled_at.is_(None), _round.suspended_at.is_(None), passed


def list_due(db: Session, *, now: datetime, after_id: int = 0) -> list[DueRound]:
    """Up to DUE_PAGE rounds with ids above `after_id` whose recorded phase is past its date, by id.

    Also those that something hinders to move on.
    """
    on_roll = select(func.count()).where(_roll.round_id == _round.board_id).scalar_subquery()
    voters = case((_round.phase.in_(("voting", "counting")), on_roll), else_=0)
    query = select_into(DueRound, _round, id=_round.board_id, voters=voters).where(
        _round.board_id > after_id, *is_past_date(now)
    )
    return list_records(db, query.order_by(_round.board_id).limit(DUE_PAGE))


def move_phase(db: Session, round_id: int, *, before: Phase, after: Phase, **values: Any) -> bool:
    """Record a phase, unless another request did. values: further columns. Returns whether it was us."""
    moved = db.execute(
        update(ROUNDS)
        .where(ROUNDS.c.board_id == round_id, ROUNDS.c.phase == before)
        .values(phase=after, **values)
    )
    return rowcount(moved) == 1


def set_columns(db: Session, round_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a locked round: dates, suspension, cancellation, the digest of the freeze."""
    db.execute(update(ROUNDS).where(ROUNDS.c.board_id == round_id).values(**values))


def set_board(db: Session, round_id: int, **values: Any) -> None:
    """Change the board of a locked round: state, closes_at (the end of proposals), closed_at."""
    db.execute(update(_BOARDS).where(_BOARDS.c.id == round_id).values(**values))


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
