"""A database that is not there yet is waited for; one that is there and wrong is not."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from idea4gov.store.migrate import upgrade, wait_until_there
from idea4gov.store.session import Database


def test_it_is_waited_for_until_it_comes(tmp_path: Path) -> None:
    database, told = Database(f"sqlite:///{tmp_path / 'later' / 'a.sqlite3'}"), list[str]()

    def pause(_seconds: float) -> None:
        if len(told) == 3:
            (tmp_path / "later").mkdir()
            upgrade(database)

    assert wait_until_there(database, seconds=60, notify=told.append, pause=pause)
    assert told == ["Waiting for the database: unable to open database file"] * 3
    database.dispose()


def test_without_time_to_wait_it_is_told_at_once() -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    told: list[str] = []
    with pytest.raises(DBAPIError):
        wait_until_there(nowhere, seconds=0, notify=told.append)
    assert told == []
    nowhere.dispose()


def test_one_that_is_there_without_its_schema_is_not_waited_for(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert not wait_until_there(empty, seconds=60, notify=pytest.fail)
    empty.dispose()
