"""What commands share: settings, the database, the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.exc import DBAPIError

from config import Config
from idea4gov.store.migrate import is_current
from idea4gov.store.session import Database


def now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


@contextmanager
def open_database(*, migrated: bool = True) -> Iterator[Database]:
    """The database of the settings, closed afterwards. migrated: refuse one whose schema is another."""
    config = Config.from_env()
    database = Database(config.database_url, pool_size=1)
    try:
        if migrated and not is_current(database):
            raise click.ClickException("The database is not migrated. Run: idea4gov db upgrade")
        yield database
    except DBAPIError as error:
        raise click.ClickException(f"The database refused: {error.orig}") from error
    finally:
        database.dispose()
