"""The engine and its sessions: transaction() writes and alone commits; reading() and snapshot() read."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Never, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from idea4gov.domain.connections import hosts_apart
from idea4gov.store.failures import COMMIT
from idea4gov.store.postgres import PRIMARY, STANDBY, connect_args, set_up_postgres
from idea4gov.store.standby import StandbyWatch

BUSY_TIMEOUT_MS = 10_000
LOOK_AGAIN_SECONDS = 0.000_5
# How long a checkpoint may hold up other writers while it waits for readers of an older state.
CHECKPOINT_WAIT_MS = 500
LEAVES_NO_COPY = "leaves_no_copy"
REBUILDING, AT_ONCE = "REBUILDING", "AT ONCE"


class Database:
    """One database, SQLite or PostgreSQL, opened once per process.

    url: a SQLAlchemy URL (`sqlite:///file` or `postgresql+psycopg://...`), also with several hosts as libpq
    writes them. pool_size: connections kept open. standby_url: of a server that replays what this one writes,
    "" for none; reader() asks it while it is at most `lag_seconds` behind.
    """

    standby: StandbyWatch | None = None

    def __init__(
        self, url: str, *, pool_size: int = 4, standby_url: str = "", lag_seconds: float = 5
    ) -> None:
        self._open(_engine(url, pool_size, PRIMARY))
        if standby_url:
            self._reader = ReadOnlyDatabase.on(_engine(standby_url, pool_size, STANDBY))
            self.standby = StandbyWatch(self.engine, self._reader.engine, lag_seconds=lag_seconds)

    def _open(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writing = sessionmaker(self._door("IMMEDIATE", None), expire_on_commit=False)
        self._hasty = sessionmaker(self._door(AT_ONCE, None), expire_on_commit=False)
        self._rebuilding = sessionmaker(self._door(REBUILDING, None))
        self._reading = sessionmaker(self._door(None, "AUTOCOMMIT"), autoflush=False)
        self._snapshot = sessionmaker(self._door("DEFERRED", "REPEATABLE READ"), autoflush=False)

    def _door(self, sqlite_begin: str | None, postgres_isolation: str | None) -> Engine:
        """The engine with options: how SQLite begins a transaction, and PostgreSQL's isolation level."""
        if self.is_sqlite:
            return self.engine.execution_options(sqlite_begin=sqlite_begin)
        if postgres_isolation is None:
            return self.engine
        return self.engine.execution_options(isolation_level=postgres_isolation)

    @contextmanager
    def transaction(self, *, rebuilds_tables: bool = False, waits: bool = True) -> Iterator[Session]:
        """Write: the block is committed whole or not at all. On SQLite it has the write lock from its start.

        An error of the COMMIT itself has it for its `statement`: where no answer came, nobody knows which.

        rebuilds_tables: for migrations, which on SQLite put a new table in an old one's place; foreign keys
        are not enforced meanwhile, nor on the pooled connections of before: dispose() of them afterwards.
        waits: on SQLite, False raises OperationalError at once while another process writes.
        """
        make = self._rebuilding if rebuilds_tables else self._writing if waits else self._hasty
        with make() as session:
            yield session
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                error.statement = COMMIT
                raise
            if session.info.get(LEAVES_NO_COPY):
                self.truncate_log()

    def reader(self, *, waits: bool = False) -> "Database":
        """The standby while it is near, else this database: to read what may be some seconds old.

        waits: for the worker: ask how near it is where that is not known.
        """
        near = self.standby is not None and (self.standby.is_near() or (waits and self.standby.look()))
        return self._reader if near else self

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read for a page: each statement sees the newest committed rows; no transaction is held open."""
        with self._reading() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Read for an export or a count: every statement sees the same moment."""
        with self._snapshot() as session:
            yield session

    def truncate_log(self) -> bool:
        """SQLite: bring what is in the write-ahead log into the main file, and empty the log.

        Until then the log holds former states of rows, deleted ones among them. Returns whether it is empty;
        False while others read an older state or write. On PostgreSQL nothing is done, and True returned.
        """
        if not self.is_sqlite:
            return True
        with self._door(None, "AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={CHECKPOINT_WAIT_MS}")
            try:
                blocked, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return not blocked

    def dispose(self) -> None:
        """Close every pooled connection (after a fork, at the end of a test)."""
        if self.standby is not None:
            # First, for it may have a connection in use, which would come back to a pool that is gone.
            self.standby.rest()
            self._reader.dispose()
        self.engine.dispose()


def leave_no_copy(db: Session) -> None:
    """Have the log of SQLite emptied after this transaction, so that what it deletes is nowhere any more."""
    db.info[LEAVES_NO_COPY] = True


class WritingRefused(Exception):
    """A transaction was begun where only reading is allowed."""


class ReadOnlyDatabase(Database):
    """The same database and connections, for one who may only read."""

    def __init__(self, database: Database) -> None:
        vars(self).update(vars(database))

    @classmethod
    def on(cls, engine: Engine) -> "ReadOnlyDatabase":
        """A database of which there is no other door."""
        database = cls.__new__(cls)
        database._open(engine)
        return database

    def transaction(self, **_options: Any) -> Never:
        """Raises WritingRefused."""
        raise WritingRefused()


def _engine(url: str, pool_size: int, usual: Mapping[str, Any]) -> Engine:
    """The engine of `url`, with the settings that our rules rely on."""
    address = make_url(hosts_apart(url))
    is_sqlite = address.get_backend_name() == "sqlite"
    connect = {"timeout": BUSY_TIMEOUT_MS / 1000} if is_sqlite else connect_args(address, usual)
    # An error that reaches the log must not carry what somebody typed.
    engine = create_engine(address, pool_size=pool_size, connect_args=connect, hide_parameters=True)
    if is_sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        set_up_postgres(engine)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver would begin late and by itself; we say BEGIN so that savepoints and IMMEDIATE work.
    connection.isolation_level = None
    # Deleted rows are overwritten: else they would stay readable in the file's free pages.
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins DEFERRED can fail at its first write when another one was faster.
    kind = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    if kind == REBUILDING:
        # Settings of the connection, which SQLite changes only outside of a transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
        kind = "IMMEDIATE"
    if kind == "IMMEDIATE":
        _wait_for_turn(connection, BUSY_TIMEOUT_MS)
    elif kind == AT_ONCE:
        _wait_for_turn(connection, 0)
    elif kind is not None:
        connection.exec_driver_sql(f"BEGIN {kind}")


def _wait_for_turn(connection: Connection, milliseconds: int) -> None:
    """BEGIN IMMEDIATE, tried every half millisecond while another process writes, for so long.

    SQLite's own busy handler sleeps up to 100 ms between two tries; most writes take about 1 ms.
    """
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not _begin_in_turn(driver, milliseconds):
            # Once more, for an error as everybody knows it.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _begin_in_turn(driver: sqlite3.Connection, milliseconds: int) -> bool:
    deadline = time.monotonic() + milliseconds / 1000
    while time.monotonic() < deadline:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            # The extended code has more to say in its higher bits.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
        time.sleep(LOOK_AGAIN_SECONDS)
    return False
