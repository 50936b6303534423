"""Inserts that meet a row that is there already: the database decides the race, and says who won it."""

from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from idea4gov.store.base import Base


def insert_into(db: Session, table: Table | type[Base]) -> postgresql.Insert:
    """The INSERT of this session's engine, which knows ON CONFLICT (SQLite's speaks the same)."""
    if db.get_bind().dialect.name == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(table))
    return postgresql.insert(table)


def insert_or_nothing(db: Session, table: Table | type[Base], **values: Any) -> bool:
    """Insert one row, or nothing where a unique key has it already. Returns whether a row came to be.

    values: plain ones. Other broken constraints still raise IntegrityError.
    """
    plain = table if isinstance(table, Table) else cast(Table, table.__table__)
    result = db.execute(_or_nothing(db.get_bind().dialect.name, plain), values)
    return cast("CursorResult[Any]", result).rowcount == 1


@cache
def _or_nothing(dialect: str, table: Table) -> Executable:
    # Made once: it is on the way of every support.
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    # Without the option the number of inserted rows is not kept, and PostgreSQL's driver would answer -1.
    return insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
