"""The bare commit that writes are compared with: one row, inserted and committed alone."""

import multiprocessing
import sqlite3
import time

from sqlalchemy import text

from bench.engines import opened
from bench.errors import BenchError
from idea4gov.store.session import Database

LEAD_SECONDS = 0.3
WARM_UP_SECONDS = 1.0
# SQLite's log is written over from this size on; one that still grows is synced ten times slower
LOG_BYTES = 6_000_000


def commits_per_second(url: str, *, clients: int, seconds: float) -> float:
    """Commits a second of so many processes, on the engine and with the settings of the installation.

    Raises BenchError when a client waited for its turn longer than the installation would.
    """
    with opened(url) as database, database.transaction() as db:
        db.execute(text("CREATE TABLE bare_commit (client INTEGER, number INTEGER)"))
    # forked: eight interpreters that start at once would still be starting when they should count
    counts_from = time.monotonic() + LEAD_SECONDS + WARM_UP_SECONDS
    work = [(url, client, counts_from, counts_from + seconds) for client in range(clients)]
    try:
        with multiprocessing.get_context("fork").Pool(clients) as pool:
            made = pool.starmap(_insert, work, chunksize=1)
    except sqlite3.OperationalError as error:
        raise BenchError(f"a client could not commit: {error}") from error
    finally:
        with opened(url) as database, database.transaction() as db:
            db.execute(text("DROP TABLE bare_commit"))
    return sum(made) / seconds


def _insert(url: str, client: int, counts_from: float, ends_at: float) -> int:
    """Insert rows one by one through the driver alone, from now on. Returns how many, between both moments.

    The moments are the same for all: SQLite lets some clients wait long while others are served.
    """
    database = Database(url, pool_size=1)
    raw = database.engine.raw_connection()
    if database.is_sqlite:
        insert = "INSERT INTO bare_commit VALUES (?, ?)"
    else:
        raw.driver_connection.autocommit = True  # type: ignore[union-attr]
        insert = "INSERT INTO bare_commit VALUES (%s, %s)"
    cursor, number, counted = raw.cursor(), 0, 0
    if database.is_sqlite:
        cursor.execute(insert, (client, bytes(LOG_BYTES)))
    while time.monotonic() < ends_at:
        cursor.execute(insert, (client, number))
        number += 1
        counted += counts_from <= time.monotonic() < ends_at
    return counted
