"""The pulses of workers: the newest is found, and those of yesterday are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from idea4gov.store.clock import beat, find_last_beat, forget_workers
from idea4gov.store.models import WorkerPulse
from idea4gov.store.session import Database

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_newest_beat_of_all_workers_is_the_last(database: Database) -> None:
    with database.transaction() as db:
        assert find_last_beat(db, now=NOW) is None
        beat(db, "one", now=NOW)
        beat(db, "two", now=NOW - timedelta(seconds=20))
        beat(db, "one", now=NOW + timedelta(seconds=10))
        assert find_last_beat(db, now=NOW) == NOW + timedelta(seconds=10)


def test_workers_that_ended_are_forgotten(database: Database) -> None:
    with database.transaction() as db:
        beat(db, "former", now=NOW)
        beat(db, "present", now=NOW + timedelta(seconds=1))
        forget_workers(db, silent_since=NOW + timedelta(seconds=1))
        assert db.scalar(select(func.count()).select_from(WorkerPulse)) == 1


def test_a_worker_that_is_days_ahead_hides_no_silence_of_the_others(database: Database) -> None:
    with database.transaction() as db:
        beat(db, "right", now=NOW)
        beat(db, "wrong", now=NOW + timedelta(days=11))
        assert find_last_beat(db, now=NOW + timedelta(minutes=1)) == NOW
