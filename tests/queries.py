"""Counting the statements that a piece of code sends."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from idea4gov.store.session import Database


@contextmanager
def count_queries(database: Database) -> Iterator[list[str]]:
    """The statements sent while the block runs; take len() of it afterwards."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
