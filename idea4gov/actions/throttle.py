"""Rate limits: an attempt is counted before the act, so that simultaneous attempts cannot all pass."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.errors import TooMany
from idea4gov.domain.throttle import COUNTER_KEPT, Limit, minutes_left
from idea4gov.store import throttle
from idea4gov.store.session import Database

Subjects = tuple[tuple[Limit, str], ...]


def count_attempt(database: Database, subjects: Subjects, *, now: datetime) -> None:
    """Count one attempt against every (limit, subject), in a transaction of its own, which a refusal keeps.

    subjects: in the same order everywhere, since each row stays locked until all are counted; each subject is
    a digest. Raises TooMany with data `minutes` once any of them is over its limit.
    """
    with database.transaction() as db:
        counts = [throttle.add_attempt(db, limit, subject, now=now) for limit, subject in subjects]
        if 1 in counts:
            throttle.purge(db, now - COUNTER_KEPT)
    for (limit, _), times in zip(subjects, counts, strict=True):
        if times > limit.times:
            raise TooMany(minutes=minutes_left(limit, now))


def count_together(database: Database, limit: Limit, subject: str, times: int, *, now: datetime) -> int:
    """Add what one process has counted to what all have. Returns the sum of the window.

    Does not wait for other writers. Raises OperationalError when the database is busy: then the process goes
    on counting, and adds later.
    """
    with database.transaction(waits=False) as db:
        total = throttle.add_attempt(db, limit, subject, now=now, times=times)
        if total == times:
            throttle.purge(db, now - COUNTER_KEPT)
    return total


def count_or_refuse(db: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Count one act in the transaction of the act.

    Raises TooMany; the rollback then takes the count back, too.
    """
    if throttle.add_attempt(db, limit, subject, now=now) > limit.times:
        raise TooMany(minutes=minutes_left(limit, now))
