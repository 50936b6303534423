"""The public timeline of a round."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.rounds.timeline import EventKind
from idea4gov.store.base import table
from idea4gov.store.models import RoundEvent
from idea4gov.store.records import list_records, select_into

_EVENTS = table(RoundEvent)
_event = _EVENTS.c
TIMELINE = 100


class Event(NamedTuple):
    """An entry of a round's timeline, the newest with the highest number."""

    number: int
    at: datetime
    kind: EventKind
    phase: Phase
    data: dict[str, Any]


def add_event(
    db: Session,
    round_id: int,
    *,
    at: datetime,
    kind: EventKind,
    phase: Phase,
    actor_id: int | None,
    data: Mapping[str, Any],
) -> None:
    """The next entry on the timeline of a locked round."""
    last = db.scalar(select(func.max(_event.number)).where(_event.round_id == round_id)) or 0
    db.execute(
        insert(_EVENTS).values(
            round_id=round_id,
            number=last + 1,
            at=at,
            kind=kind,
            phase=phase,
            actor_id=actor_id,
            data=dict(data),
        )
    )


def list_events(db: Session, round_id: int, *, limit: int = TIMELINE) -> list[Event]:
    """The timeline, newest first."""
    query = (
        select_into(Event, _event)
        .where(_event.round_id == round_id)
        .order_by(_event.number.desc())
        .limit(limit)
    )
    return list_records(db, query)
