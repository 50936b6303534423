"""Counters of attempts: one statement counts, so that parallel attempts cannot read the same number."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlalchemy.orm import Session

from idea4gov.domain.throttle import Limit, window_start
from idea4gov.store.base import rowcount
from idea4gov.store.models import Throttle
from idea4gov.store.upsert import insert_into

PURGED_AT_ONCE = 200
_KEY = (Throttle.action, Throttle.subject, Throttle.window_starts_at)


@dataclass(frozen=True)
class Counted:
    """times: attempts that this window has seen, this one included. last_at: of mark_attempt(), or None."""

    times: int
    last_at: datetime | None


def add_attempt(db: Session, limit: Limit, subject: str, *, now: datetime, times: int = 1) -> int:
    """Count an attempt of `subject` (a digest), or several. Returns how many this window has seen with it."""
    return add_timed_attempt(db, limit, subject, now=now, times=times).times


def add_timed_attempt(db: Session, limit: Limit, subject: str, *, now: datetime, times: int = 1) -> Counted:
    """Count attempts as add_attempt() does. Others of this subject wait until the transaction ends."""
    counted = insert_into(db, Throttle).values(
        action=limit.action, subject=subject, window_starts_at=window_start(limit, now), count=times
    )
    counted = counted.on_conflict_do_update(index_elements=_KEY, set_={"count": Throttle.count + times})
    row = db.execute(counted.returning(Throttle.count.label("times"), Throttle.last_at)).one()
    return Counted(times=row.times, last_at=row.last_at)


def mark_attempt(db: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Write down that the attempt that was just counted is made now."""
    db.execute(update(Throttle).where(*_is(limit, subject, now)).values(last_at=now))


def remove_attempt(db: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Subtract one attempt, which turned out to be legitimate."""
    db.execute(
        update(Throttle).where(*_is(limit, subject, now), Throttle.count > 0).values(count=Throttle.count - 1)
    )


def forget(db: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Delete the counter of this window."""
    db.execute(delete(Throttle).where(*_is(limit, subject, now)))


def purge(db: Session, begun_before: datetime) -> int:
    """Delete some counters whose window began before a moment; rows that others are purging are left to them.

    Returns how many.
    """
    old = select(*_KEY).where(Throttle.window_starts_at < begun_before).limit(PURGED_AT_ONCE)
    # Not in one statement: PostgreSQL may read a subquery again for each row, past those that are deleted.
    keys = [tuple(row) for row in db.execute(old.with_for_update(skip_locked=True))]
    purged = db.execute(
        delete(Throttle).where(tuple_(*_KEY).in_(keys)).execution_options(synchronize_session=False)
    )
    return rowcount(purged)


def _is(limit: Limit, subject: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Throttle.action == limit.action,
        Throttle.subject == subject,
        Throttle.window_starts_at == window_start(limit, now),
    )
