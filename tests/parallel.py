"""Jobs that start at the same moment, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run every job, none before all are ready; returns their results in order, or raises the first error."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        start.wait(timeout=60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))
