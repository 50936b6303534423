"""While nothing can be saved, everything can be read, and whoever sends something is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from idea4gov.store.session import Database
from tests.web.conftest import Site, both_engines
from tests.web.strangers import author, says, token
from tests.web.test_query_counts import FOR_ALL, FOR_OFFICIALS, FOR_PEOPLE, grow, official

__all__ = ["author", "official"]
pytestmark = both_engines
SAYS = "ยังบันทึกไม่ได้"


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let the database refuse every write, as a standby does, or a disk that was mounted so."""
    forbid = "PRAGMA query_only=ON" if database.is_sqlite else "SET default_transaction_read_only=on"

    def set_up(connection: Any, *_: object) -> None:
        connection.execute(forbid)
        connection.commit()

    database.dispose()
    event.listen(database.engine, "checkout", set_up)
    try:
        yield
    finally:
        event.remove(database.engine, "checkout", set_up)
        database.dispose()


@pytest.fixture
def live(app: Flask) -> None:
    """Errors become pages, as in production."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False


def test_everything_can_be_read(official: Site, database: Database, live: None) -> None:
    grow(database)
    with read_only(database):
        answers = {
            path: official.client.get(path).status_code
            for path in (*FOR_ALL, *FOR_PEOPLE, *FOR_OFFICIALS)
            if "{round}" not in path
        }
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def test_whoever_sends_something_is_told_that_nothing_can_be_saved(
    author: Site, database: Database, live: None
) -> None:
    fields = token(author)
    with read_only(database):
        for path in ("/proposals/1/support", "/proposals/2/support", "/log-out"):
            answer = author.client.post(path, data=fields)
            says(answer, 503, SAYS)
            assert answer.headers["Retry-After"] == "60"
        answer = author.client.post(
            "/proposals/1/support", data=fields, headers={"Accept": "application/json"}
        )
    assert (answer.status_code, answer.mimetype) == (503, "application/json")
    assert SAYS in answer.get_json()["error"]
