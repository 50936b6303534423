"""Rows on their way from one database to another, whatever the engines: in batches, by their keys."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    cast,
    collate,
    func,
    insert,
    null,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from idea4gov.store import models
from idea4gov.store.backups import take_time
from idea4gov.store.base import Base, HasId
from idea4gov.store.session import Database

assert models
BATCH = 2_000
# Photos have up to some megabytes each.
BATCH_OF_FILES = 20
NUMBERED = {one.__tablename__ for one in HasId.__subclasses__() if issubclass(one, Base)}

Values = tuple[Any, ...]


def list_tables() -> list[Table]:
    """All tables, each behind those that it refers to."""
    return Base.metadata.sorted_tables


@contextmanager
def standing_still(database: Database) -> Iterator[Session]:
    """Read a database to which nobody can write until the end of the block: they wait, and then get an error.

    On PostgreSQL by the role that owns the tables.
    """
    with database.transaction() as db:
        if not database.is_sqlite:
            names = ", ".join(_quoted(db, one.name) for one in list_tables())
            db.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))
            take_time(db)
        yield db


def read_batch(db: Session, table: Table, after: Values | None) -> list[Values]:
    """The next rows behind the key `after`, in the order of their keys, which is the same on both engines.

    JSON comes as a text in one canonical form.
    """
    key = _key(db, table)
    query = select(*(cast(one, Text) if _is_json(one) else one for one in table.c)).order_by(*key)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return [_row(table, row) for row in db.execute(query.limit(_batch(table)))]


def stream_rows(db: Session, table: Table, after: Values | None = None) -> Iterator[list[Values]]:
    """All rows behind the key `after`, a batch at a time."""
    while rows := read_batch(db, table, after):
        yield rows
        after = key_of(table, rows[-1])


def key_of(table: Table, row: Values) -> Values:
    """The key of a row."""
    return tuple(value for column, value in zip(table.c, row, strict=True) if column.primary_key)


def find_last(db: Session, table: Table) -> Values | None:
    """The row with the highest key."""
    key = _key(db, table)
    query = select(*(cast(one, Text) if _is_json(one) else one for one in table.c))
    row = db.execute(query.order_by(*(one.desc() for one in key)).limit(1)).first()
    return row and _row(table, row)


def find_row(db: Session, table: Table, key: Values) -> Values | None:
    """The row with this key."""
    query = select(*(cast(one, Text) if _is_json(one) else one for one in table.c))
    row = db.execute(query.where(tuple_(*table.primary_key) == tuple_(*key))).first()
    return row and _row(table, row)


def count_table(db: Session, table: Table) -> int:
    """How many rows a table has."""
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def insert_rows(db: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows as read_batch gives them. Call it inside without_rules."""
    db.execute(insert(table), [_values(table, row) for row in rows])


def refers_to_itself(table: Table) -> bool:
    """Whether a row may refer to a later one of the same table."""
    return any(one.column.table is table for one in table.foreign_keys)


@contextmanager
def without_rules(db: Session, table: Table) -> Iterator[None]:
    """Insert rows of the past in the block: triggers, and foreign keys of the table to itself, rest.

    They are there again with the commit; whoever is killed before leaves all as it was. On SQLite db is of
    transaction(rebuilds_tables=True). On PostgreSQL by the role that owns the tables.
    """
    if db.get_bind().dialect.name == "sqlite":
        triggers = db.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"),
            {"name": table.name},
        ).all()
        for one in triggers:
            db.execute(text(f"DROP TRIGGER {_quoted(db, one.name)}"))
        yield
        for one in triggers:
            db.connection().exec_driver_sql(one.sql)
        return
    name = _quoted(db, table.name)
    take_time(db)
    keys = [
        str(one.constraint.name) for one in table.foreign_keys if one.column.table is table and one.constraint
    ]
    db.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    for key in keys:
        db.execute(
            text(f"ALTER TABLE {name} ALTER CONSTRAINT {_quoted(db, key)} DEFERRABLE INITIALLY DEFERRED")
        )
    yield
    db.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for key in keys:
        db.execute(text(f"ALTER TABLE {name} ALTER CONSTRAINT {_quoted(db, key)} NOT DEFERRABLE"))
    db.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))


def list_sequences(db: Session) -> dict[str, int]:
    """{table: the highest number that it ever gave}, of tables that number their rows."""
    if db.get_bind().dialect.name == "sqlite":
        found = db.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
        return {name: number for name, number in found if name in NUMBERED and number}
    # pg_sequence_last_value is null as long as no number was given.
    sequence = "CAST(pg_get_serial_sequence(CAST(:name AS text), 'id') AS regclass)"
    query = text(f"SELECT pg_sequence_last_value({sequence})")
    given = {name: int(db.scalar(query, {"name": name}) or 0) for name in sorted(NUMBERED)}
    return {name: number for name, number in given.items() if number}


def set_sequences(db: Session, numbers: dict[str, int]) -> None:
    """Let tables number their rows from there on, so that no number is given again."""
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    for name, number in numbers.items():
        values = {"name": name, "number": number}
        if is_sqlite:
            db.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
            db.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), values)
        else:
            set_ = "SELECT setval(pg_get_serial_sequence(CAST(:name AS text), 'id'), :number)"
            db.execute(text(set_), values)


def list_rules(db: Session) -> list[tuple[str, str]]:
    """(table, trigger with its state) of every trigger of our own, and of keys that are checked late."""
    if db.get_bind().dialect.name == "sqlite":
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2"
    else:
        query = (
            "SELECT tgrelid::regclass::text, tgname || ' ' || tgenabled::text FROM pg_trigger"
            " WHERE NOT tgisinternal UNION ALL SELECT conrelid::regclass::text, conname || ' late'"
            " FROM pg_constraint WHERE condeferrable ORDER BY 1, 2"
        )
    return [(str(name), str(rule)) for name, rule in db.execute(text(query))]


def find_broken(db: Session) -> str | None:
    """SQLite: a table with a row that refers to a missing one, or None. PostgreSQL has checked each."""
    if db.get_bind().dialect.name != "sqlite":
        return None
    broken = db.execute(text("PRAGMA foreign_key_check")).first()
    return str(broken[0]) if broken else None


def _key(db: Session, table: Table) -> list[ColumnElement[Any]]:
    """The columns of the key; texts by their bytes, as SQLite compares them."""
    by_bytes = db.get_bind().dialect.name == "postgresql"
    return [
        collate(one, "C") if by_bytes and isinstance(one.type, String) else one for one in table.primary_key
    ]


def _batch(table: Table) -> int:
    return BATCH_OF_FILES if any(isinstance(one.type, LargeBinary) for one in table.c) else BATCH


def _is_json(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, JSON)


def _row(table: Table, row: Row[Any]) -> Values:
    return tuple(
        json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False)
        if _is_json(column) and value is not None
        else value
        for column, value in zip(table.c, row, strict=True)
    )


def _values(table: Table, row: Values) -> dict[str, Any]:
    """The row for an insert. A column without a value is told from one with the JSON value null."""
    values = dict(zip((one.name for one in table.c), row, strict=True))
    for column in filter(_is_json, table.c):
        value = values[column.name]
        read = null() if value is None else json.loads(value)
        values[column.name] = JSON.NULL if read is None else read
    return values


def _quoted(db: Session, name: str) -> str:
    return db.connection().dialect.identifier_preparer.quote(name)
