"""What is asked of the database now and then, by a thread, and told in no time."""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, NamedTuple, TypeVar

EVERY_SECONDS = 10.0
# A database that does not answer holds nobody up for longer.
WAIT_SECONDS = 1.0


T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """The answer, and how many seconds ago it was given."""

    answer: T
    age_seconds: float


class KeptAnswer(Generic[T]):
    """Asks `examine` in a thread, at most every `every_seconds`.

    no_answer: what is told while it does not come back. timer: monotonic seconds.
    """

    def __init__(
        self,
        examine: Callable[[], T],
        no_answer: T,
        timer: Callable[[], float] = time.monotonic,
        *,
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._examine, self._no_answer, self._timer = examine, no_answer, timer
        self._lock = Lock()
        self._asking: Thread | None = None
        self._every = every_seconds
        self._answer, self._since = no_answer, -every_seconds

    def find(self) -> Found[T]:
        """What was found last, asked again where that is too long ago; waits WAIT_SECONDS at most."""
        if self._timer() - self._since >= self._every:
            self._begin().join(WAIT_SECONDS)
        age = self._timer() - self._since
        return Found(self._answer, age) if age < self._every else Found(self._no_answer, 0.0)

    def _begin(self) -> Thread:
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._asking = Thread(target=self._ask, name="readiness", daemon=True)
                self._asking.start()
            return self._asking

    def _ask(self) -> None:
        answer = self._examine()
        self._answer, self._since = answer, self._timer()
