"""The clock of this machine, compared with the database's; and the pulse of its worker.

PostgreSQL is asked for its own time. SQLite has none: its database remembers what the clock showed while it
was right (see domain.clock).
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from idea4gov.actions.audit import record
from idea4gov.domain.clock import MAX_SKEW, ClockReading, Machine, Mark, next_mark, read_clock
from idea4gov.domain.errors import Conflict
from idea4gov.outside.machine_clock import read_machine
from idea4gov.store.clock import beat, database_now, find_last_recorded, find_mark, keep_mark
from idea4gov.store.session import Database

ASK_EVERY_SECONDS = 5


class HasOwnClock(Conflict):
    """The database has a clock of its own, so nobody can accept another one."""

    code = "has_own_clock"


def compare_clock(database: Database, now: datetime, *, machine: Machine | None = None) -> ClockReading:
    """This machine's clock, compared with the database's. now: by this machine's clock, just read.

    machine: None: this one. Reads at most two rows of an index.
    """
    return _look(database, now, machine or read_machine())[0]


def measure_skew(database: Database, now: datetime) -> timedelta:
    """How far this machine's clock is ahead of the database's; negative where it is behind."""
    return compare_clock(database, now).skew


def keep_pulse(database: Database, worker: str, *, now: datetime, machine: Machine | None = None) -> None:
    """Record that a worker lives, and what the clock shows if it is right. worker: a name of the process."""
    machine = machine or read_machine()
    found, mark = _look(database, now, machine)
    remembered = next_mark(found, mark, machine) if database.is_sqlite else None
    with database.transaction() as db:
        # By the database's clock: with one that is ahead it would seem to live on after its end.
        beat(db, worker, now=database_now(db) or now)
        if remembered is not None:
            keep_mark(db, remembered)


def begin_clock(database: Database, *, now: datetime) -> None:
    """Take this machine's clock for right where nothing is remembered of it, as when a site is set up.

    Not if it is behind what is recorded.
    """
    machine = read_machine()
    found, mark = _look(database, now, machine)
    if not database.is_sqlite or mark is not None or found.skew < -MAX_SKEW:
        return
    with database.transaction() as db:
        keep_mark(db, _mark_of(now, machine))


def accept_clock(database: Database, *, operator: str, now: datetime) -> ClockReading:
    """Take this machine's clock for right from now on, on the word of an administrator, who is recorded.

    operator: the user of the machine. Returns what was known before. Raises HasOwnClock.
    """
    if not database.is_sqlite:
        raise HasOwnClock()
    machine = read_machine()
    found, _ = _look(database, now, machine)
    with database.transaction() as db:
        keep_mark(db, _mark_of(now, machine))
        record(
            db,
            actor_id=None,
            act="accept_clock",
            subject_kind="site",
            subject_id=1,
            place=None,
            data={"operator": operator, "moved_seconds": round(found.skew.total_seconds())},
            now=now,
        )
    return found


class ClockWatch:
    """The database's clock, asked every ASK_EVERY_SECONDS and counted on in between.

    count: seconds that only grow.
    """

    def __init__(self, database: Database, *, count: Callable[[], float] = time.monotonic) -> None:
        self._database, self._count = database, count
        self._kept: tuple[float, ClockReading] | None = None

    def read(self, now: datetime) -> ClockReading:
        """This machine's clock, compared. now: by this machine's clock, just read."""
        if self._kept is None or self._count() - self._kept[0] >= ASK_EVERY_SECONDS:
            self._kept = self._count(), compare_clock(self._database, now)
        return self._count_on(now, *self._kept)

    def correct(self, now: datetime) -> datetime:
        """The database's time where this machine's clock is far from it. Asks nothing, so it may be old.

        Machines whose clocks differ then go by the same time. Not on SQLite, which serves one machine alone.
        """
        if self._kept is None or self._database.is_sqlite:
            return now
        found = self._count_on(now, *self._kept)
        return now if found.is_right else found.expected

    def _count_on(self, now: datetime, asked_at: float, found: ClockReading) -> ClockReading:
        passed = timedelta(seconds=self._count() - asked_at)
        return ClockReading(now, found.expected + passed, found.is_certain)


def _look(database: Database, now: datetime, machine: Machine) -> tuple[ClockReading, Mark | None]:
    with database.reading() as db:
        there = database_now(db)
        if there is not None:
            return ClockReading(now, there, is_certain=True), None
        mark = find_mark(db)
        last = find_last_recorded(db) if mark is None else None
    return read_clock(now, mark, last, machine), mark


def _mark_of(now: datetime, machine: Machine) -> Mark:
    return Mark(now, machine.boot, machine.uptime, is_certain=True)
