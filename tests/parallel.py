"""Jobs that start at the same moment, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text

from idea4gov.store.session import Database

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run every job, none before all are ready; returns their results in order, or raises the first error."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        start.wait(timeout=60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def await_lock(database: Database) -> None:
    """Return when a statement of another session waits for a lock of PostgreSQL. It asks until one does."""
    waits = text(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND datname = current_database())"
    )
    for _ in range(20_000):
        with database.reading() as db:
            if db.scalar(waits):
                return
    raise AssertionError("nothing waits for a lock")
