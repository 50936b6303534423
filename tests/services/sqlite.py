"""SQLite databases for tests, lent one after another: each is a copy of a file that is made once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from idea4gov.store.session import Database


class SQLiteLender:
    """Lends databases that begin as copies of `template`.

    An engine that comes back is lent again, on a new copy: it remembers how its statements are compiled, and
    to compile them takes as long as all that a usual test does. folder: where the copies are kept.
    """

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder
        self._idle: list[Database] = []
        self._opened = 0

    @contextmanager
    def __call__(self) -> Iterator[Database]:
        """A database until the block ends. Blocks may lie in each other: each has a database of its own."""
        database = self._idle.pop() if self._idle else self._open()
        path = Path(str(database.engine.url.database))
        try:
            shutil.copy(self._template, path)
            yield database
        finally:
            database.dispose()
            for leftover in ("", "-wal", "-shm"):
                Path(f"{path}{leftover}").unlink(missing_ok=True)
            self._idle.append(database)

    def _open(self) -> Database:
        self._opened += 1
        database = Database(f"sqlite:///{self._folder / f'{self._opened}.sqlite3'}", pool_size=12)
        # What a test wrote need not survive a power cut.
        event.listen(database.engine, "connect", lambda link, _: link.execute("PRAGMA synchronous=OFF"))
        return database
