"""What a backup and its restoring ask of the database: copies, snapshots, counts of all rows, heads."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from alembic.migration import MigrationContext
from sqlalchemy import Select, inspect, select, text
from sqlalchemy.orm import Session

from idea4gov.domain.backups import BackupRecordKind
from idea4gov.store import search
from idea4gov.store.audit import find_head
from idea4gov.store.base import table
from idea4gov.store.models import BackupRecord, BoardResult, BudgetResult, BudgetRound, DataFile, UrnSeal
from idea4gov.store.session import Database
from idea4gov.store.upsert import insert_into

SCRATCH = "idea4gov_rehearsal_"
# Tables of a search index are made anew from the rows that they are of; SQLite has several for each.
MADE_ANEW = search.TABLES
_RECORDS = table(BackupRecord)
_record = _RECORDS.c
# A count of all rows, or waiting for pg_dump, may take longer than a page.
UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


class Exported(NamedTuple):
    """A snapshot that other connections can share. name: of PostgreSQL."""

    db: Session
    name: str


def copy_file(database: Database, path: Path) -> None:
    """SQLite: write the database as it is at one moment into a new file, while others read and write."""
    with database.reading() as db:
        db.execute(text("VACUUM INTO :path"), {"path": str(path)})


def measure(database: Database) -> int:
    """SQLite: the bytes of the database."""
    with database.reading() as db:
        return int(db.scalar(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")))


@contextmanager
def exported_snapshot(database: Database) -> Iterator[Exported]:
    """PostgreSQL: one moment of the database, for this session and for programs that are told its name."""
    with database.snapshot() as db:
        take_time(db)
        yield Exported(db, str(db.scalar(text("SELECT pg_export_snapshot()"))))


def take_time(db: Session) -> None:
    """PostgreSQL: no limit of time in this transaction. On SQLite there is none."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text(UNHURRIED))


def count_rows(db: Session) -> dict[str, int]:
    """{table: rows} of every table that is there, whatever its schema; without what is made anew."""
    connection = db.connection()
    quote = connection.dialect.identifier_preparer.quote
    names = [name for name in inspect(connection).get_table_names() if not name.startswith(MADE_ANEW)]
    return {name: int(db.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0) for name in sorted(names)}  # noqa: S608


def find_heads(db: Session) -> dict[str, str]:
    """What proves that nothing was cut off or changed: head of the audit log, and all published digests."""
    data = table(DataFile).c
    head = find_head(db)
    heads = {"audit log": f"{head[0]} {head[1]}"} if head else {}
    boards, rounds, results, seals = (
        table(one).c for one in (BoardResult, BudgetRound, BudgetResult, UrnSeal)
    )
    queries: dict[str, Select[*tuple[object, ...]]] = {
        "board": select(boards.board_id, boards.digest),
        "round": select(rounds.board_id, rounds.digest).where(rounds.digest.is_not(None)),
        "result": select(results.round_id, results.digest),
        "urn": select(seals.round_id, seals.channel, seals.digest),
        "data": select(data.dataset, data.format, data.made_on, data.digest).order_by(data.made_on),
    }
    for what, query in queries.items():
        for *key, digest in db.execute(query):
            # Of a day's files the newest one stands for those before.
            name = key[:2] if what == "data" else key
            heads[" ".join((what, *map(str, name)))] = str(digest)
    return heads


def find_revision(db: Session) -> str | None:
    """The revision of the schema, or None."""
    return MigrationContext.configure(db.connection()).get_current_revision()


def is_empty(db: Session) -> bool:
    """Whether there is no table at all."""
    return not inspect(db.connection()).get_table_names()


def find_server(db: Session) -> int:
    """PostgreSQL: the major version of the server."""
    return int(str(db.scalar(text("SHOW server_version_num")))) // 10_000


def connection_parameters(database: Database) -> dict[str, str]:
    """PostgreSQL: what the driver gets of the URL: parameters of libpq, the password among them."""
    engine = database.engine
    _, given = engine.dialect.create_connect_args(engine.url)
    return {name: str(value) for name, value in given.items() if isinstance(value, str | int)}


@contextmanager
def scratch_database(owner: Database) -> Iterator[str]:
    """The URL of an empty database on the same server of PostgreSQL, dropped at the end of the block.

    What killed processes left there is dropped first. owner: by a role that may create databases.
    """
    name = f"{SCRATCH}{uuid.uuid4().hex[:12]}"
    url = owner.engine.url.set(database=name).render_as_string(hide_password=False)
    with owner.reading() as db:
        abandoned = text(
            "SELECT datname FROM pg_database WHERE datname LIKE :scratch"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = pg_database.datname)"
        )
        for left in db.scalars(abandoned, {"scratch": f"{SCRATCH}%"}).all():
            db.execute(text(f"DROP DATABASE IF EXISTS {left}"))
        db.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
        keeper = Database(url, pool_size=1)
        try:
            # As long as somebody is connected it is not taken for abandoned.
            with keeper.reading() as kept:
                kept.execute(text("SELECT 1"))
                yield url
        finally:
            keeper.dispose()
            db.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def sqlite_file(database: Database) -> Path | None:
    """The file of a database of SQLite; None for PostgreSQL."""
    return Path(str(database.engine.url.database)) if database.is_sqlite else None


def keep_record(db: Session, kind: BackupRecordKind, at: datetime, *, only_later: bool = False) -> None:
    """Record when a backup or a rehearsal succeeded, instead of the one before.

    only_later: leave a record of a later moment as it is.
    """
    statement = insert_into(db, _RECORDS).values(kind=kind, at=at)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=[_record.kind],
            set_={"at": at},
            where=_record.at < at if only_later else None,
        )
    )


def list_records(db: Session) -> dict[str, datetime]:
    """{kind: when it last succeeded}, without those that never did."""
    return {row.kind: row.at for row in db.execute(select(_record.kind, _record.at))}
