"""Public draws: entered once, read for the count and for everybody."""

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Table, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.drawing import Draw
from idea4gov.store.models import PublicDraw
from idea4gov.store.rounds.held import ROUNDS

_DRAWS = cast(Table, PublicDraw.__table__)
_draw = _DRAWS.c


class DrawCard(NamedTuple):
    """A public draw as people see it. words: what was drawn; the seed is made of them."""

    words: str
    seed: str
    occasion: str
    witnesses: str
    entered_at: datetime


def add_draw(db: Session, round_id: int, draw: Draw, *, entered_by_id: int, now: datetime) -> bool:
    """Give a sealed round its seed. False where it has one already."""
    give = (
        update(ROUNDS)
        .where(ROUNDS.c.board_id == round_id, ROUNDS.c.tie_seed.is_(None))
        .values(tie_seed=draw.seed)
    )
    if not cast(CursorResult[Any], db.execute(give)).rowcount:
        return False
    db.execute(
        insert(_DRAWS).values(
            round_id=round_id,
            words=draw.words,
            seed=draw.seed,
            occasion=draw.occasion,
            witnesses=draw.witnesses,
            entered_by_id=entered_by_id,
            entered_at=now,
        )
    )
    return True


def find_draw(db: Session, round_id: int) -> DrawCard | None:
    """The public draw of a round, or None: nobody entered one."""
    row = db.execute(
        select(*(_draw[name] for name in DrawCard._fields)).where(_draw.round_id == round_id)
    ).one_or_none()
    return DrawCard._make(row) if row else None
