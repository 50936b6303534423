"""The clock of this machine, compared with the database's; and the pulse of its worker."""

from datetime import datetime, timedelta

from idea4gov.store.clock import beat, database_now
from idea4gov.store.session import Database


def measure_skew(database: Database, now: datetime) -> timedelta:
    """How far this machine's clock is ahead of the database's; negative where it is behind.

    now: by this machine's clock, just read. Zero on SQLite, whose clock is this machine's.
    """
    with database.reading() as db:
        there = database_now(db)
    return timedelta() if there is None else now - there


def keep_pulse(database: Database, worker: str, *, now: datetime) -> None:
    """Record that a worker lives. worker: a random name of the process."""
    with database.transaction() as db:
        beat(db, worker, now=now)
