"""SQLite has one writer at a time: the others wait for their turn, and are told when it does not come."""

from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from idea4gov.store import session
from idea4gov.store.models import Person
from idea4gov.store.session import Database
from tests.conftest import NOON


def add_person(database: Database) -> None:
    with database.transaction() as db:
        db.add(Person(created_at=NOON))


def test_a_writer_waits_for_the_one_before(sqlite_database: Database) -> None:
    waiting = [Thread(target=add_person, args=(sqlite_database,)) for _ in range(3)]
    with sqlite_database.transaction() as db:
        for one in waiting:
            one.start()
        db.add(Person(created_at=NOON))
    for one in waiting:
        one.join()
    with sqlite_database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Person)) == 4


def test_a_turn_that_does_not_come_is_an_error_and_the_next_one_works(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BUSY_TIMEOUT_MS", 0)
    with sqlite_database.transaction() as db:
        db.add(Person(created_at=NOON))
        db.flush()
        with pytest.raises(OperationalError, match="database is locked"):
            add_person(sqlite_database)
    add_person(sqlite_database)
