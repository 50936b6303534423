"""What a process finds out about itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from idea4gov.actions.clock import keep_pulse
from idea4gov.actions.readiness import examine
from idea4gov.domain.readiness import UNPREPARED, status_of
from idea4gov.store.clock import beat, database_now
from idea4gov.store.models import WorkerPulse
from idea4gov.store.rights import OF_SERVING
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.web.test_read_only import read_only

WELL = {"database": "ok", "schema": "ok", "write": "ok", "worker": "ok", "clock": "ok", "settings": "ok"}


def present(database: Database) -> datetime:
    """By the database's clock, so that the clocks agree."""
    with database.reading() as db:
        return database_now(db) or NOON


def look(database: Database, *, ahead: timedelta = timedelta()) -> dict[str, str]:
    moment = present(database) + ahead
    return examine(database, name="this process", clock=lambda: moment)


def test_all_is_well_and_nothing_is_left_of_the_write(database: Database) -> None:
    keep_pulse(database, "a worker", now=present(database))
    assert look(database) == look(database) == WELL
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(WorkerPulse)) == 1


def test_a_database_that_can_only_be_read_is_found_out(database: Database) -> None:
    keep_pulse(database, "a worker", now=present(database))
    with read_only(database):
        assert look(database) == {**WELL, "write": "read only"}


def test_a_worker_that_is_late_is_told(database: Database) -> None:
    assert look(database)["worker"] == "late"
    with database.transaction() as db:
        beat(db, "a worker", now=present(database) - timedelta(seconds=61))
    assert look(database)["worker"] == "late"


def test_a_clock_that_goes_wrong_is_told(postgres_database: Database) -> None:
    keep_pulse(postgres_database, "a worker", now=present(postgres_database))
    assert look(postgres_database, ahead=timedelta(seconds=40))["clock"] == "off"
    assert look(postgres_database, ahead=timedelta(minutes=-11))["clock"] == "wrong"


@pytest.mark.parametrize("name", OF_SERVING)
def test_sessions_without_a_setting_of_their_role_say_what_to_run(
    postgres_database: Database, name: str
) -> None:
    keep_pulse(postgres_database, "a worker", now=present(postgres_database))
    value = "Asia/Bangkok" if name == "TimeZone" else "2min"
    url = postgres_database.engine.url.update_query_dict({"options": f"-c {name}={value}"})
    bare = Database(url.render_as_string(hide_password=False))
    assert look(bare) == {**WELL, "settings": "run idea4gov db upgrade"}
    bare.dispose()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, "ready"),
        ({"worker": "late"}, "degraded"),
        ({"clock": "off", "write": "busy"}, "degraded"),
        ({"settings": UNPREPARED}, "degraded"),
        ({"clock": "wrong"}, "unready"),
        ({"write": "read only"}, "unready"),
        ({"worker": "late", "write": "failed"}, "unready"),
        ({"schema": "migrations pending"}, "unready"),
        ({"database": "no answer"}, "unready"),
    ],
)
def test_what_others_would_do_no_better_takes_no_process_out_of_service(
    wrong: dict[str, Any], status: str
) -> None:
    assert status_of({**WELL, **wrong}) == status
