"""A standby of PostgreSQL for reading: asked only while it is near, watched by a thread while it is asked."""

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from idea4gov.domain.replication import Positions

LOG = logging.getLogger(__name__)
LOOK_SECONDS, LONGEST_PAUSE_SECONDS, UNASKED_SECONDS = 1.0, 30.0, 10.0
LONG_AGO = float("-inf")
WRITTEN = text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")
# Without a standby the name may lead to the primary.
REPLAYED = text(
    "SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
    " ELSE pg_current_wal_lsn() END, '0/0')::bigint"
)


class StandbyWatch:
    """Whether a standby shows everything but the last seconds.

    lag_seconds: how many at most, from 2. timer: monotonic seconds. Nobody waits for a server that does not
    answer but the thread of the watch, which then asks less and less often.
    """

    def __init__(
        self,
        primary: Engine,
        standby: Engine,
        *,
        lag_seconds: float,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._primary, self._standby, self._lag, self._timer = primary, standby, lag_seconds, timer
        self._positions = Positions(int(lag_seconds / LOOK_SECONDS) + 1)
        self._near_until = self._asked_at = LONG_AGO
        self._thread: Thread | None = None
        self._lock, self._over = Lock(), Event()

    def is_near(self) -> bool:
        """Whether the standby may be asked now; begins to watch it."""
        self._asked_at = self._timer()
        with self._lock:
            # Also in a process that was forked, where the thread is not.
            if self._thread is None or not self._thread.is_alive():
                self._over.clear()
                self._thread = Thread(target=self._watch, name="standby", daemon=True)
                self._thread.start()
        return self._asked_at < self._near_until

    def look(self) -> bool:
        """Ask both servers how far they are. Returns whether the standby is near."""
        moment = self._timer()
        try:
            self._positions.note(moment, _ask(self._primary, WRITTEN))
            until = self._positions.shown_until(_ask(self._standby, REPLAYED))
        except SQLAlchemyError as error:
            LOG.warning("standby_unreachable %s", type(error).__name__)
            return False
        if until is not None:
            self._near_until = until + self._lag
        return self._timer() < self._near_until

    def measure_lag(self) -> float | None:
        """Ask both servers, and tell how many seconds the standby is behind; None if that is not known."""
        self.look()
        shown_until = self._near_until - self._lag
        return None if shown_until == LONG_AGO else max(0.0, self._timer() - shown_until)

    def put_aside(self) -> None:
        """Ask the standby no more until the next look says that it is well."""
        self._near_until = LONG_AGO

    def rest(self) -> None:
        """End the thread, until is_near() is asked again; waits for the look that it may be taking."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        pause = LOOK_SECONDS
        while self._timer() - self._asked_at < UNASKED_SECONDS + pause:
            pause = LOOK_SECONDS if self.look() else min(2 * pause, LONGEST_PAUSE_SECONDS)
            if self._over.wait(pause):
                return


def _ask(engine: Engine, question: object) -> int:
    with engine.connect() as connection:
        return int(connection.execute(question).scalar_one())  # type: ignore[call-overload]
