"""Migrations, up and down, inside one transaction: a failed one leaves nothing behind."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from idea4gov.store.failures import find_failure
from idea4gov.store.session import Database

# While a database is waited for that is not there yet: after a boot it may come later than we do.
LOOK_SECONDS = 2.0
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(database: Database, revision: str = "head") -> tuple[str | None, str | None]:
    """Bring the schema up to `revision`. Returns (revision before, revision after)."""
    with _schema_change(database) as connection:
        config = _config()
        config.attributes["connection"] = connection
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(config, revision)
        return before, MigrationContext.configure(connection).get_current_revision()


def downgrade(database: Database, revision: str) -> None:
    """Bring the schema down to `revision` ("base" is empty)."""
    with _schema_change(database) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def is_current(database: Database) -> bool:
    """Whether the database answers and its schema is the newest that this code knows."""
    with database.reading() as session:
        current = MigrationContext.configure(session.connection()).get_current_revision()
    return current == head_revision()


def wait_until_there(
    database: Database,
    *,
    seconds: float,
    notify: Callable[[str], object],
    pause: Callable[[float], object] = time.sleep,
) -> bool:
    """Wait until the database answers; whether its schema is the newest.

    seconds: at most. notify: called with a line for each look at which it was not there. pause: waits for so
    many seconds. Raises DBAPIError when the time is over, and for errors that waiting does not mend.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return is_current(database)
        except DBAPIError as error:
            if find_failure(error) is None or time.monotonic() >= deadline:
                raise
            notify(f"Waiting for the database: {str(error.orig).strip().splitlines()[-1]}")
        pause(LOOK_SECONDS)


@cache
def head_revision() -> str | None:
    """The newest revision among the files."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether a revision is among the files: this code can upgrade a database that is at it."""
    return any(one.revision == revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


@contextmanager
def _schema_change(database: Database) -> Iterator[Connection]:
    """A transaction in which tables may be rebuilt; no row may refer to a missing one at its end."""
    try:
        with database.transaction(rebuilds_tables=True) as session:
            connection = session.connection()
            yield connection
            if database.is_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                assert broken is None, (
                    f"a row of {broken and broken[0]} refers to a missing {broken and broken[2]}"
                )
    finally:
        database.dispose()


def _config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
