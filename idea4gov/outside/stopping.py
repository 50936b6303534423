"""The signals that end a server, however many come and whenever.

Python runs a handler in the main thread, wherever that stands. A lock that the handler takes may be held by
the main thread itself, as that of an Event on which it waits: then both wait for good. So the handlers here
do nothing. The interpreter writes the number of each signal into a pipe, and a thread reads it.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# From the first signal to SIGKILL. Those beside us notice that, and take two seconds more at most.
DEADLINE_SECONDS = 12.5


class Stop:
    """The end of this process, from the first signal on. To be made in the main thread, before anything else.

    A hang-up is no signal to end where it was ignored before, as by nohup.
    """

    def __init__(self) -> None:
        self._asked = Event()
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._signals = {each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN}
        for each in self._signals:
            signal.signal(each, ignore)
        Thread(target=self._watch, name="stop", daemon=True).start()

    def pause(self, seconds: float) -> None:
        """Wait for so long. Raises SystemExit where this process is to end."""
        if self._asked.wait(seconds):
            raise SystemExit(0)

    def then(self, call: Callable[[], object]) -> None:
        """Call this, in a thread of its own, when the process is to end."""

        def wait() -> None:
            self._asked.wait()
            call()

        Thread(target=wait, daemon=True).start()

    def _watch(self) -> None:
        while not set(os.read(self._reader, 1)) & self._signals:
            pass
        self._asked.set()
        time.sleep(DEADLINE_SECONDS)
        for child in multiprocessing.active_children():
            child.kill()
        os.kill(os.getpid(), signal.SIGKILL)


def ignore(*_signal: Any) -> None:
    """Handle a signal by nothing: whoever reads the pipe is told of it."""
