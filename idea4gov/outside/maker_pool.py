"""Processes that make one file or answer each, with a bound on its time and memory.

Each is forked from one that has loaded the modules. So whatever the making of a file does, it is over after
DEADLINE, and nothing of it remains.
"""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkServerProcess
from typing import Generic, NamedTuple, TypeVar

from idea4gov.domain.renditions import DEADLINE
from idea4gov.outside.parent import kill_with_forker

MIB = 1024 * 1024
# Address space, most of which is never touched: the typesetter reserves much.
FILE_MEMORY_MIB = 3_072
# The application has 400, and the heaviest photo that is read, a WebP of 16 million pixels, takes 330 more.
ANSWER_MEMORY_MIB = 1_280
END_SECONDS = 1

Asked = TypeVar("Asked")


class Ended(NamedTuple, Generic[Asked]):
    """A making that is over. failed: the process raised, was killed, or took too long."""

    asked: Asked
    failed: bool


class _Running(NamedTuple, Generic[Asked]):
    asked: Asked
    process: ForkServerProcess
    began: float


class MakerPool(Generic[Asked]):
    """Up to `size` processes of `memory_mib` of addresses.

    make: called in them; a function of a module, or a partial of one.
    """

    def __init__(self, make: Callable[[Asked], None], *, size: int, memory_mib: int) -> None:
        self._make, self._size, self._memory_mib = make, size, memory_mib
        self._context = multiprocessing.get_context("forkserver")
        self._running: list[_Running[Asked]] = []

    @property
    def has_room(self) -> bool:
        """Whether another file can be made now."""
        return len(self._running) < self._size

    @property
    def is_busy(self) -> bool:
        """Whether a file is being made."""
        return bool(self._running)

    def start(self, asked: Asked) -> None:
        """Begin to make what is asked for."""
        process = self._context.Process(target=_run, args=(self._make, asked, self._memory_mib), daemon=True)
        process.start()
        self._running.append(_Running(asked, process, time.monotonic()))

    def collect(self, *, deadline_seconds: float = DEADLINE.total_seconds()) -> list[Ended[Asked]]:
        """What is over by now. A making that lasts longer than the deadline is ended."""
        ended, still = [], []
        for one in self._running:
            if one.process.is_alive() and time.monotonic() - one.began > deadline_seconds:
                one.process.kill()
                one.process.join(END_SECONDS)
            if one.process.is_alive():
                still.append(one)
            else:
                ended.append(Ended(one.asked, failed=one.process.exitcode != 0))
                one.process.close()
        self._running = still
        return ended

    def end(self) -> None:
        """End what is being made."""
        self.collect(deadline_seconds=0)


def load_modules(names: Sequence[str]) -> None:
    """Load these modules into the process that all pools fork from; once, before the first pool is used."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(names))
    # It forks nothing before they are loaded.
    first = context.Process(target=os.getpid)
    first.start()
    first.join()


def _run(make: Callable[[Asked], None], asked: Asked, memory_mib: int) -> None:
    kill_with_forker()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib * MIB, memory_mib * MIB))
    # The kernel ends it, even if the process that watches it is gone.
    seconds = int(2 * DEADLINE.total_seconds())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    make(asked)
