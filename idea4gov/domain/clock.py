"""Clocks of several machines: how far they may differ, and what is waited for.

A database with a clock of its own says what time it is. One without (SQLite) knows the last moment that was
recorded, and how much time the machine has counted since then, as long as it was not started anew.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from idea4gov.domain.errors import N_, Conflict

MAX_SKEW = timedelta(seconds=30)
"""Between this machine's clock and the database's; above it nothing is done that cannot be undone."""

GRACE = timedelta(minutes=5)
"""From the end of voting to the seal."""

PULSE_KEPT = timedelta(days=1)
"""From the last word of a worker that has ended."""
TOLERANCE = timedelta(minutes=10)
"""How far in the future a session, a form or a link may have been made: by a machine whose clock is fast."""


class ClockWrong(Conflict):
    """This machine's clock differs from the database's, so nothing is done that cannot be undone."""

    code = "clock_wrong"
    message = N_(
        "The clock of this server is wrong, so nothing was changed. Tell the administrator: the command "
        "“idea4gov clock” says what to do. Then send this once more."
    )


class Mark(NamedTuple):
    """What the database of a machine remembers of its clock.

    at: the time. boot: names the start of the machine. uptime: what the machine had counted then since its
    start. is_certain: False if `at` is only the earliest that it can have been.
    """

    at: datetime
    boot: str
    uptime: timedelta
    is_certain: bool


class Machine(NamedTuple):
    """What the machine knows of time beside its clock. boot, uptime: as of Mark; boot "": not known.

    synchronized_at: the time by its kernel, if that is kept right over the network; else None.
    """

    boot: str
    uptime: timedelta
    synchronized_at: datetime | None


class ClockReading(NamedTuple):
    """This machine's clock, compared. now: by it. expected: what it should show.

    is_certain: False if `expected` is only the earliest that it can be.
    """

    now: datetime
    expected: datetime
    is_certain: bool

    @property
    def skew(self) -> timedelta:
        """How far this machine's clock is ahead; negative where it is behind."""
        return self.now - self.expected

    @property
    def is_right(self) -> bool:
        """Whether what cannot be undone may be done."""
        return abs(self.skew) <= MAX_SKEW

    @property
    def done_until(self) -> datetime | None:
        """The moment up to which that has come what the dates say; None if that cannot be told.

        After an outage of which nobody knows how long it was, that is the earliest that it can be now.
        """
        if self.is_right:
            return self.now
        return self.expected if not self.is_certain and self.skew > timedelta() else None

    @property
    def latest(self) -> datetime:
        """The later of the two: what has ended by either clock has ended."""
        return max(self.now, self.expected)


def read_clock(now: datetime, mark: Mark | None, last: datetime | None, machine: Machine) -> ClockReading:
    """Compare a clock with what a database without a clock of its own remembers.

    last: the last moment that is recorded anywhere else; asked only without a mark. A clock behind the last
    recorded moment is wrong. One ahead of it is wrong if the machine has counted the time since then; after a
    new start of the machine nobody can tell, unless its kernel keeps it right over the network.
    """
    known = mark.at if mark else last
    if known is None:
        return ClockReading(now, now, is_certain=True)
    has_counted = mark is not None and mark.boot == machine.boot != "" and mark.uptime <= machine.uptime
    if mark is not None and has_counted:
        found = ClockReading(now, mark.at + (machine.uptime - mark.uptime), mark.is_certain)
    else:
        found = ClockReading(now, known, is_certain=False)
    if found.is_right or found.skew < timedelta():
        return found._replace(is_certain=True)
    sure = machine.synchronized_at
    is_kept = sure is not None and abs(now - sure) <= MAX_SKEW
    return ClockReading(now, now, is_certain=True) if is_kept else found


def next_mark(found: ClockReading, mark: Mark | None, machine: Machine) -> Mark | None:
    """What to remember after a reading; None if it adds nothing.

    A wrong clock is not remembered. After a start of the machine, the earliest possible time is counted on.
    """
    if found.is_right:
        return Mark(found.now, machine.boot, machine.uptime, is_certain=True)
    is_new = mark is None or mark.boot != machine.boot or mark.uptime > machine.uptime
    if found.is_certain or not is_new:
        return None
    return Mark(found.expected, machine.boot, machine.uptime, is_certain=False)
