"""Where a connection breaks at the COMMIT nobody knows what was saved, and whoever sent it is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from idea4gov.store.failures import find_failure
from idea4gov.store.session import Database
from tests.web.conftest import Site
from tests.web.strangers import author, says, token
from tests.web.test_read_only import live

__all__ = ["author", "live"]
pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("database", ["postgres"], indirect=True)]


@contextmanager
def cut_at(moment: str, database: Database, owner: Database) -> Iterator[None]:
    """End the server's side of the connection at this event of the engine."""

    def cut(connection: Any, *_: Any, **__: Any) -> None:
        pid = connection.connection.driver_connection.info.backend_pid
        with owner.transaction() as db:
            db.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    event.listen(database.engine, moment, cut)
    try:
        yield
    finally:
        event.remove(database.engine, moment, cut)


def test_only_a_lost_commit_is_unsure(database: Database, postgres_owner: Database) -> None:
    found = []
    for moment in ("commit", "before_cursor_execute"):
        with (
            pytest.raises(DBAPIError) as raised,
            cut_at(moment, database, postgres_owner),
            database.transaction() as db,
        ):
            db.execute(text("DELETE FROM support"))
        found.append(find_failure(raised.value))
    assert found == ["unsure", "away"]


def test_whoever_sent_it_is_asked_to_look_first(
    author: Site, database: Database, postgres_owner: Database, live: None
) -> None:
    fields = token(author) | {"back": "/boards/1"}
    with cut_at("commit", database, postgres_owner):
        answer = author.client.post("/proposals/2/support", data=fields)
    page = says(answer, 503, "อาจบันทึกไปแล้ว")
    assert "เปลี่ยนแปลง" not in page
    assert "ไม่แน่ใจว่าบันทึกสำเร็จหรือไม่" in page
    assert "ขณะนี้ยังทำรายการนี้ไม่ได้" not in page
    assert 'href="/boards/1"' in page
