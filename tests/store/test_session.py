"""SQLite has one writer at a time: the others wait for their turn, and are told when it does not come."""

from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from idea4gov.store import session
from idea4gov.store.models import Person
from idea4gov.store.session import Database, leave_no_copy
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


def test_a_log_that_is_being_read_is_emptied_later(sqlite_database: Database) -> None:
    log = Path(f"{sqlite_database.engine.url.database}-wal")
    with sqlite_database.snapshot() as reader:
        reader.scalar(select(func.count()).select_from(Person))
        with sqlite_database.transaction() as db:
            leave_no_copy(db)
            db.add(Person(created_at=NOON))
        assert log.stat().st_size > 0
        assert not sqlite_database.truncate_log()
    assert sqlite_database.truncate_log()
    assert log.stat().st_size == 0
    add_person(sqlite_database)


def test_a_transaction_can_ask_that_the_log_keeps_nothing(sqlite_database: Database) -> None:
    with sqlite_database.reading() as other:
        other.scalar(select(func.count()).select_from(Person))
        with sqlite_database.transaction() as db:
            leave_no_copy(db)
            db.add(Person(created_at=NOON))
        assert Path(f"{sqlite_database.engine.url.database}-wal").stat().st_size == 0
