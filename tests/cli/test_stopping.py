"""However `serve` is told to end, it is gone soon, and nothing that it started is left."""

import itertools
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from granian.constants import Interfaces

from idea4gov.outside.server import Server
from idea4gov.store.session import Database
from tests.attacks.served_site import is_open
from tests.cli.test_serve import COMMAND, ROOT, settings
from tests.settings import PRODUCTION

pytestmark = pytest.mark.slow
STOP_SECONDS = 15
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Served:
    """A real `serve` in a process group of its own. started: itself and all that it started."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.started: set[int] = set()

    def look(self) -> set[int]:
        """Note what it has started by now."""
        self.started |= set(_below(self.process.pid))
        return self.started

    def left(self) -> list[str]:
        """What still runs of it."""
        return [name for one in self.started if (name := _name(one))]

    def is_up(self) -> bool:
        """Whether visitors are let in, and worker and renderer work."""
        names = " ".join(_name(one) for one in self.look())
        return is_open(self.port) and "worker" in names and "forkserver" in names


@contextmanager
def serving(database: Database) -> Iterator[Served]:
    """Start `serve`; what is left at the end is killed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = settings(database, **PRODUCTION, PORT=str(port))
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    served = Served(process, port)
    try:
        yield served
    finally:
        served.look()
        for one in served.started:
            if _name(one):
                os.kill(one, signal.SIGKILL)
        process.kill()
        process.wait(timeout=STOP_SECONDS)


def _below(process: int) -> Iterator[int]:
    try:
        yield process
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            for child in task.read_text().split():
                yield from _below(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def _name(process: int) -> str:
    """The command line of a process; "" of one that is over."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not (is_true := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return is_true


def burst(served: Served, *signals: int) -> None:
    """Send signals to the whole group, one straight after the other, until `serve` is gone or time is up."""
    end = time.monotonic() + STOP_SECONDS
    for each in itertools.cycle(signals):
        served.look()
        if served.process.poll() is not None or time.monotonic() > end:
            return
        os.killpg(served.process.pid, each)


def test_a_signal_takes_no_lock_of_the_thread_that_it_interrupts() -> None:
    server = Server("tests.outside.served:app", interface=Interfaces.ASGINL)
    handled = Event()

    def wait_as_the_main_thread() -> None:
        # As when a signal comes while it waits, or sets the same event for an earlier one.
        with server.main_loop_interrupt._cond:
            server.signal_handler_interrupt(signal.SIGINT, None)
            server.signal_handler_reload(signal.SIGHUP, None)
        handled.set()

    Thread(target=wait_as_the_main_thread, daemon=True).start()
    assert handled.wait(STOP_SECONDS)


def test_signals_in_bursts_end_everything(sqlite_database: Database) -> None:
    with serving(sqlite_database) as served:
        assert until(served.is_up, 60)
        burst(served, *SIGNALS)
        assert served.process.poll() is not None
        assert until(lambda: not served.left(), STOP_SECONDS), served.left()


def test_signals_during_the_start_end_everything(sqlite_database: Database) -> None:
    with serving(sqlite_database) as served:
        assert until(lambda: len(served.look()) > 1, 60)
        burst(served, *SIGNALS)
        assert served.process.poll() is not None
        assert until(lambda: not served.left(), STOP_SECONDS), served.left()


def test_a_killed_master_leaves_nothing_behind_and_can_be_started_again(sqlite_database: Database) -> None:
    with serving(sqlite_database) as served:
        assert until(served.is_up, 60)
        served.process.kill()
        served.process.wait(timeout=STOP_SECONDS)
        assert until(lambda: not is_open(served.port), STOP_SECONDS)
        # One that is loading its modules ends after that.
        assert until(lambda: not served.left(), 60), served.left()
