"""Inserts where a unique key may have the row already: the database decides which of two wins."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from idea4gov.store.base import Base, rowcount, table


def insert_into(db: Session, target: Table | type[Base]) -> postgresql.Insert:
    """The INSERT of this session's engine, which knows ON CONFLICT (SQLite's speaks the same)."""
    if db.get_bind().dialect.name == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(target))
    return postgresql.insert(target)


def insert_or_nothing(db: Session, target: Table | type[Base], **values: Any) -> bool:
    """Insert one row, or nothing where a unique key has it already. Returns whether a row came to be.

    values: plain ones. Other broken constraints still raise IntegrityError.
    """
    plain = target if isinstance(target, Table) else table(target)
    result = db.execute(_or_nothing(db.get_bind().dialect.name, plain), values)
    return rowcount(result) == 1


@cache
def _or_nothing(dialect: str, target: Table) -> Executable:
    # Made once: it is on the way of every support.
    insert = sqlite.insert(target) if dialect == "sqlite" else postgresql.insert(target)
    # Without the option the number of inserted rows is not kept, and PostgreSQL's driver would answer -1.
    return insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
