"""The pulses of workers: the newest is found, and those of yesterday are forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from idea4gov.actions.clock import keep_pulse
from idea4gov.store.clock import beat, database_now, forget_workers, measure_silence
from idea4gov.store.models import WorkerPulse
from idea4gov.store.session import Database

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_newest_beat_of_all_workers_is_the_last(database: Database) -> None:
    with database.transaction() as db:
        assert measure_silence(db, now=NOW) is None
        present = database_now(db) or NOW
        beat(db, "one", now=present - 9 * MINUTE)
        beat(db, "two", now=present - 3 * MINUTE)
        beat(db, "one", now=present - 2 * MINUTE)
        silence = measure_silence(db, now=NOW)
    assert silence is not None
    assert 2 * MINUTE <= silence < 3 * MINUTE


def test_workers_that_ended_are_forgotten(database: Database) -> None:
    with database.transaction() as db:
        beat(db, "former", now=NOW)
        beat(db, "present", now=NOW + timedelta(seconds=1))
        forget_workers(db, silent_since=NOW + timedelta(seconds=1))
        assert db.scalar(select(func.count()).select_from(WorkerPulse)) == 1


def test_a_worker_that_is_days_ahead_hides_no_silence_of_the_others(database: Database) -> None:
    with database.transaction() as db:
        present = database_now(db) or NOW
        beat(db, "right", now=present - 2 * MINUTE)
        beat(db, "wrong", now=present + timedelta(days=11))
        silence = measure_silence(db, now=NOW)
    assert silence is not None
    assert silence >= 2 * MINUTE


@pytest.mark.postgres
def test_a_worker_that_is_ahead_beats_by_the_clock_of_the_database(postgres_database: Database) -> None:
    keep_pulse(postgres_database, "ahead", now=datetime.now(UTC) + 5 * MINUTE)
    with postgres_database.reading() as db:
        beats, present = db.scalar(select(func.max(WorkerPulse.beat_at))), database_now(db)
    assert beats is not None
    assert present is not None
    assert beats <= present


@pytest.mark.postgres
def test_a_machine_that_is_behind_knows_how_long_the_worker_is_silent(
    postgres_database: Database,
) -> None:
    with postgres_database.transaction() as db:
        beat(db, "dead", now=(database_now(db) or NOW) - 4 * MINUTE)
        silence = measure_silence(db, now=datetime.now(UTC) - 5 * MINUTE)
    assert silence is not None
    assert silence >= 4 * MINUTE
