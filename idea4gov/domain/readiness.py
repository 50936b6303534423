"""Whether a process can serve, from how its parts are."""

from datetime import timedelta
from typing import Final, Literal

from idea4gov.domain.clock import TOLERANCE, ClockReading

LATE: Final = timedelta(seconds=60)
"""A worker that has not said for so long that it lives."""

UNPREPARED: Final = "run idea4gov db upgrade"
"""Where sessions of the database lack a setting of the role that serves, which this command gives it."""

Status = Literal["ready", "degraded", "unready"]
# What other processes do not do better, so that none is taken out of service for it.
SHARED: Final = {
    ("worker", "late"),
    ("clock", "off"),
    ("clock", "unknown"),
    ("write", "busy"),
    ("settings", UNPREPARED),
}


def clock_state(reading: ClockReading) -> str:
    """Says "off" where what cannot be undone waits, "wrong" where sessions and forms fail, too.

    And "unknown" after an outage of a machine whose database has no clock of its own.
    """
    if reading.is_right:
        return "ok"
    if not reading.is_certain:
        return "unknown"
    return "wrong" if abs(reading.skew) > TOLERANCE else "off"


def status_of(parts: dict[str, str]) -> Status:
    """Where it is "unready", others are to be asked instead; where it is "degraded", it serves."""
    wrong = {each for each in parts.items() if each[1] != "ok"}
    if not wrong:
        return "ready"
    return "degraded" if wrong <= SHARED else "unready"
