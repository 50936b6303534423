"""The pulses of workers, and the clock of the database."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import WorkerPulse
from idea4gov.store.upsert import insert_into

KEPT = timedelta(days=1)

_PULSES = table(WorkerPulse)
_pulse = _PULSES.c


def beat(db: Session, worker: str, *, now: datetime) -> None:
    """Say that this worker lives. worker: a random name of the process. Forgets workers of yesterday."""
    row = {"worker": worker, "started_at": now, "beat_at": now}
    statement = insert_into(db, _PULSES).values(row)
    db.execute(statement.on_conflict_do_update(index_elements=[_pulse.worker], set_={"beat_at": now}))
    db.execute(delete(_PULSES).where(_pulse.beat_at < now - KEPT))


def find_last_beat(db: Session) -> datetime | None:
    """When a worker last said that it lives, by its clock; None if none did for a day."""
    last: datetime | None = db.scalar(select(func.max(_pulse.beat_at, type_=_pulse.beat_at.type)))
    return last


def database_now(db: Session) -> datetime | None:
    """The present time of the database's own clock; None for SQLite, which has none."""
    if db.get_bind().dialect.name != "postgresql":
        return None
    present: datetime | None = db.scalar(select(func.clock_timestamp(type_=_pulse.beat_at.type)))
    return present
