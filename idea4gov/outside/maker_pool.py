"""Processes that make files, each with a bound on its time and memory.

Each file is made in a process of its own, which is forked from one that has loaded the modules. So whatever
the making of a file does, it is over after DEADLINE, and nothing of it remains.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from typing import NamedTuple

from idea4gov.domain.renditions import DEADLINE, Rendition

MIB = 1024 * 1024
# Address space, most of which is never touched: the typesetter reserves much.
MEMORY_MIB = 3_072
END_SECONDS = 1

Make = Callable[[Rendition], None]


class Ended(NamedTuple):
    """A making that is over. failed: the process raised, was killed, or took too long."""

    rendition: Rendition
    failed: bool


class _Running(NamedTuple):
    rendition: Rendition
    process: ForkServerProcess
    began: float


class MakerPool:
    """Up to `size` processes. make: called in them; a function of a module, or a partial of one.

    preload: names of modules that are loaded once.
    """

    def __init__(self, make: Make, *, size: int, preload: Sequence[str] = ()) -> None:
        self._make, self._size = make, size
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        # Loads the modules now, and not before the first file.
        forkserver.ensure_running()
        self._running: list[_Running] = []

    @property
    def has_room(self) -> bool:
        """Whether another file can be made now."""
        return len(self._running) < self._size

    @property
    def is_busy(self) -> bool:
        """Whether a file is being made."""
        return bool(self._running)

    def start(self, rendition: Rendition) -> None:
        """Begin to make a file."""
        process = self._context.Process(target=_run, args=(self._make, rendition), daemon=True)
        process.start()
        self._running.append(_Running(rendition, process, time.monotonic()))

    def collect(self, *, deadline_seconds: float = DEADLINE.total_seconds()) -> list[Ended]:
        """What is over by now. A making that lasts longer than the deadline is ended."""
        ended, still = [], []
        for one in self._running:
            if one.process.is_alive() and time.monotonic() - one.began > deadline_seconds:
                one.process.kill()
                one.process.join(END_SECONDS)
            if one.process.is_alive():
                still.append(one)
            else:
                ended.append(Ended(one.rendition, failed=one.process.exitcode != 0))
                one.process.close()
        self._running = still
        return ended

    def end(self) -> None:
        """End what is being made."""
        self.collect(deadline_seconds=0)


def _run(make: Make, rendition: Rendition) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MIB * MIB, MEMORY_MIB * MIB))
    # The kernel ends it, even if the process that watches it is gone.
    seconds = int(2 * DEADLINE.total_seconds())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    make(rendition)
