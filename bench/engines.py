"""The two engines: each makes empty, migrated databases, with the safety of real ones."""

import argparse
import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.errors import BenchError
from idea4gov.store.migrate import upgrade
from idea4gov.store.session import Database
from tests.services.postgres import HONEST, own_database, server

_serial = itertools.count(1)


@dataclass(frozen=True)
class Engine:
    """An engine by its name, and how to get an empty, migrated database on it; gives its URL."""

    name: str
    new_database: Callable[[], AbstractContextManager[str]]


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine]:
    """SQLite, with files in `folder`."""

    @contextmanager
    def new_database() -> Iterator[str]:
        file = folder / f"bench-{next(_serial)}.sqlite3"
        url = f"sqlite:///{file}"
        _migrate(url)
        yield url
        file.unlink()

    yield Engine("SQLite", new_database)


@contextmanager
def postgres(_folder: Path) -> Iterator[Engine]:
    """PostgreSQL: the server that the environment names, or one of our own that writes through to the disk.

    Raises BenchError where its commits do not wait for the disk.
    """
    with server(HONEST) as server_url:

        @contextmanager
        def new_database() -> Iterator[str]:
            with own_database(server_url) as url:
                _migrate(url)
                yield url

        _require_honest(server_url)
        yield Engine("PostgreSQL", new_database)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "sqlite": sqlite,
    "postgresql": postgres,
}


def parser_of(command: str, doc: str | None) -> argparse.ArgumentParser:
    """A parser for a command that measures on each engine, or on the one that is asked for."""
    parser = argparse.ArgumentParser(prog=f"python -m {command}", description=doc)
    parser.add_argument("--engine", choices=list(ENGINES), help="only this engine")
    return parser


def tell_each(only: str | None, lines: Callable[[str, Path], Iterable[str]]) -> None:
    """Print what is told of each engine, behind its name.

    only: the one that is asked for. lines: is given the URL of an empty, migrated database, and a folder that
    is gone afterwards.
    """
    for name in [only] if only else ENGINES:
        with (
            tempfile.TemporaryDirectory(prefix="idea4gov-bench-", dir="/tmp") as folder,
            ENGINES[name](Path(folder)) as engine,
            engine.new_database() as url,
        ):
            for line in lines(url, Path(folder)):
                print(f"{engine.name:11}{line}", flush=True)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database for a short piece of work."""
    database = Database(url, pool_size=1)
    try:
        yield database
    finally:
        database.dispose()


def _migrate(url: str) -> None:
    with opened(url) as database:
        upgrade(database)


def _require_honest(url: str) -> None:
    with opened(url) as database, database.reading() as db:
        for setting in ("fsync", "synchronous_commit"):
            if db.scalar(text(f"SHOW {setting}")) != "on":
                raise BenchError(f"PostgreSQL has {setting} off: its commits are not those of a real one")
