"""What this process knows of its own readiness: asked of the database now and then, and told in no time."""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import NamedTuple

EVERY_SECONDS = 10.0
# A database that does not answer holds nobody up for longer.
WAIT_SECONDS = 1.0


class Found(NamedTuple):
    """How each part was, and how many seconds ago."""

    parts: dict[str, str]
    age_seconds: float


class Readiness:
    """Asks `examine` in a thread, at most every EVERY_SECONDS.

    no_answer: what is told while it does not come back. timer: monotonic seconds.
    """

    def __init__(
        self,
        examine: Callable[[], dict[str, str]],
        no_answer: dict[str, str],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._examine, self._no_answer, self._timer = examine, no_answer, timer
        self._lock = Lock()
        self._asking: Thread | None = None
        self._parts, self._since = no_answer, -EVERY_SECONDS

    def find(self) -> Found:
        """What was found last, asked again where that is too long ago; waits WAIT_SECONDS at most."""
        if self._timer() - self._since >= EVERY_SECONDS:
            self._begin().join(WAIT_SECONDS)
        age = self._timer() - self._since
        return Found(self._parts, age) if age < EVERY_SECONDS else Found(self._no_answer, 0.0)

    def _begin(self) -> Thread:
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._asking = Thread(target=self._ask, name="readiness", daemon=True)
                self._asking.start()
            return self._asking

    def _ask(self) -> None:
        parts = self._examine()
        self._parts, self._since = parts, self._timer()
