"""Whether this process can serve: its database, the schema, a write, the worker, and the clocks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.exc import SQLAlchemyError

from idea4gov.actions.clock import compare_clock
from idea4gov.domain.clock import TOLERANCE, ClockReading
from idea4gov.store.clock import find_last_beat, try_writing
from idea4gov.store.failures import find_failure
from idea4gov.store.migrate import is_current
from idea4gov.store.session import Database

Status = Literal["ready", "degraded", "unready"]
LATE: Final = timedelta(seconds=60)
NO_ANSWER: Final = {"database": "no answer"}
# What other processes do not do better, so that none is taken out of service for it.
SHARED: Final = {("worker", "late"), ("clock", "off"), ("clock", "unknown"), ("write", "busy")}


def examine(database: Database, *, name: str, clock: Callable[[], datetime]) -> dict[str, str]:
    """How each part is: "ok", or what is wrong with it. name: of this process, as no other one has it.

    Stops at the first part without which the others cannot be asked. Raises nothing.
    """
    try:
        if not is_current(database):
            return {"database": "ok", "schema": "migrations pending"}
        with database.reading() as db:
            last = find_last_beat(db)
        reading = compare_clock(database, clock())
    except SQLAlchemyError:
        return {"database": "unreachable"}
    return {
        "database": "ok",
        "schema": "ok",
        "write": _write(database, name, clock()),
        "worker": "late" if last is None or clock() - last > LATE else "ok",
        "clock": _clock(reading),
    }


def _clock(reading: ClockReading) -> str:
    """off: what cannot be undone waits. wrong: sessions and forms fail, too. unknown: after an outage."""
    if reading.is_right:
        return "ok"
    if not reading.is_certain:
        return "unknown"
    return "wrong" if abs(reading.skew) > TOLERANCE else "off"


def status_of(parts: dict[str, str]) -> Status:
    """Where it is "unready", others are to be asked instead; where it is "degraded", it serves all the same."""
    wrong = {each for each in parts.items() if each[1] != "ok"}
    if not wrong:
        return "ready"
    return "degraded" if wrong <= SHARED else "unready"


def _write(database: Database, name: str, now: datetime) -> str:
    try:
        with database.transaction(waits=False) as db:
            try_writing(db, name, now=now)
    except SQLAlchemyError as error:
        return (find_failure(error) or "failed").replace("_", " ")
    return "ok"
