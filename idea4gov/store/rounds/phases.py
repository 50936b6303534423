"""Writes of the phase, the dates and the board of a round. Callers have locked the round."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.phases import Phase
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Board
from idea4gov.store.rounds.hosted import ROUNDS

_BOARDS = table(Board)


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
