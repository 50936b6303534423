"""The pulses of workers, and the clock of the database: its own, or what is remembered and recorded."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from idea4gov.domain.clock import PULSE_KEPT, TOLERANCE, Mark
from idea4gov.store.base import table
from idea4gov.store.models import AuditEntry, ClockMark, LoginSession, WorkerPulse
from idea4gov.store.upsert import insert_into

SECOND = timedelta(seconds=1)

_PULSES, _MARKS = table(WorkerPulse), table(ClockMark)
_pulse, _mark = _PULSES.c, _MARKS.c
# The last row of each says when something happened.
_RECORDED = ((AuditEntry.at, AuditEntry.id), (LoginSession.begun_at, LoginSession.id))


def beat(db: Session, worker: str, *, now: datetime) -> None:
    """Say that this worker lives. worker: a random name of the process. now: by the database's clock."""
    row = {"worker": worker, "started_at": now, "beat_at": now}
    statement = insert_into(db, _PULSES).values(row)
    db.execute(statement.on_conflict_do_update(index_elements=[_pulse.worker], set_={"beat_at": now}))


def forget_workers(db: Session, *, silent_since: datetime) -> None:
    """Forget workers that have not said since a moment that they live."""
    db.execute(delete(_PULSES).where(_pulse.beat_at < silent_since))


def try_writing(db: Session, name: str, *, now: datetime) -> None:
    """Write a row and take it away again: what is committed then is real, and nothing is left.

    name: no worker's, and of this process alone.
    """
    db.execute(insert_into(db, _PULSES).values(worker=name, started_at=now, beat_at=now - PULSE_KEPT))
    db.execute(delete(_PULSES).where(_pulse.worker == name))


def measure_silence(db: Session, *, now: datetime) -> timedelta | None:
    """For how long no worker has said that it lives, by the database's clock; None if none did for a day.

    now: of this machine, for SQLite. A beat that lies far ahead does not count: where the clock was wrong
    then, a worker would seem to live for so long after its end.
    """
    present = database_now(db) or now
    newest = select(func.max(_pulse.beat_at, type_=_pulse.beat_at.type))
    last: datetime | None = db.scalar(newest.where(_pulse.beat_at <= present + TOLERANCE))
    return None if last is None else present - last


def database_now(db: Session) -> datetime | None:
    """The present time of the database's own clock; None for SQLite, which has none."""
    if db.get_bind().dialect.name != "postgresql":
        return None
    present: datetime | None = db.scalar(select(func.clock_timestamp(type_=_pulse.beat_at.type)))
    return present


def find_mark(db: Session) -> Mark | None:
    """What is remembered of the machine's clock, or None."""
    row = db.execute(_MARKS.select()).one_or_none()
    return None if row is None else Mark(row.at, row.boot, row.uptime_seconds * SECOND, row.is_certain)


def keep_mark(db: Session, mark: Mark) -> None:
    """Remember this of the machine's clock, in place of what was remembered before."""
    values = {
        "at": mark.at,
        "boot": mark.boot,
        "uptime_seconds": mark.uptime // SECOND,
        "is_certain": mark.is_certain,
    }
    statement = insert_into(db, _MARKS).values(id=1, **values)
    db.execute(statement.on_conflict_do_update(index_elements=[_mark.id], set_=values))


def find_last_recorded(db: Session) -> datetime | None:
    """The last moment of the audit log and of log-ins; None where nothing happened."""
    last = (db.scalar(select(at).order_by(key.desc()).limit(1)) for at, key in _RECORDED)
    return max((moment for moment in last if moment is not None), default=None)
