"""What commands share: settings, the database, the time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from config import Config
from idea4gov.domain.errors import Invalid
from idea4gov.domain.numbers import LARGEST, read_number
from idea4gov.outside.private_files import make_private
from idea4gov.outside.settings import ConfigError
from idea4gov.store.migrate import wait_until_there
from idea4gov.store.session import Database


class Number(click.ParamType[int]):
    """A whole number as people type it, with digits of any script. least, most: inclusive."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error with the reason if it is none."""
        try:
            return read_number(str(value), least=self._least, most=self._most)
        except Invalid as error:
            self.fail(str(error), param, ctx)


# The id of a row.
NUMBER = Number(1, LARGEST)


def now() -> datetime:
    """The present time, aware UTC."""
    return datetime.now(UTC)


@contextmanager
def open_database(
    *,
    migrated: bool = True,
    as_owner: bool = False,
    url: str | None = None,
    waits: bool = False,
    pause: Callable[[float], object] = time.sleep,
) -> Iterator[Database]:
    """Open the database of the settings for the block.

    migrated: refuse a database whose schema is not the newest. as_owner: by the role that may change the
    schema, where there is one of its own. url: of another database than that of the settings. waits: for one
    that is not there yet, as long as the settings say; by `pause`. Raises ClickException, ConfigError.
    """
    config = Config.from_env() if url is None else _with_url(url, is_there=migrated)
    make_private(f"{file}{ending}" for file in config.private_files for ending in ("", "-wal", "-shm"))
    database = _database(config, as_owner=as_owner)
    try:
        seconds = config.database_wait_seconds if waits else 0
        if migrated and not wait_until_there(database, seconds=seconds, notify=_notify, pause=pause):
            raise click.ClickException("The database is not migrated. Run: idea4gov db upgrade")
        yield database
    except DBAPIError as error:
        raise click.ClickException(f"The database refused: {error.orig}") from error
    finally:
        database.dispose()


def _notify(line: str) -> None:
    click.echo(line, err=True)


def _with_url(url: str, *, is_there: bool) -> Config:
    """The settings with another database, of which the same is demanded. Raises UsageError, ConfigError.

    is_there: refuse a file that is not there, which SQLite would make.
    """
    config = replace(Config.from_env(), database_url=url, database_owner_url="", read_url="")
    try:
        config.check()
    except ConfigError as error:
        raise click.UsageError(str(error).replace("IDEA4GOV_DATABASE_URL", "The URL")) from error
    if url.startswith("sqlite"):
        path = make_url(url).database
        if not path:
            raise click.UsageError("The URL must name a file: sqlite:////path/to/idea4gov.sqlite3.")
        if is_there and not Path(path).is_file():
            raise click.UsageError(f"There is no file {path}.")
    return config


def _database(config: Config, *, as_owner: bool) -> Database:
    try:
        if as_owner and config.database_owner_url:
            return Database(config.database_owner_url, pool_size=1)
        return Database(
            config.database_url,
            pool_size=1,
            standby_url=config.read_url,
            lag_seconds=config.read_lag_seconds,
        )
    except ArgumentError as error:
        raise ConfigError(
            "IDEA4GOV_DATABASE_URL is not an address of a database: see docs/settings.md."
        ) from error
