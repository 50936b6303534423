"""Whether this process can serve: its database, the schema, a write, the worker, the clocks, the settings."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from idea4gov.actions.clock import compare_clock
from idea4gov.domain.readiness import LATE, UNPREPARED, clock_state
from idea4gov.store.clock import measure_silence, try_writing
from idea4gov.store.failures import find_failure
from idea4gov.store.migrate import is_current
from idea4gov.store.rights import list_missing
from idea4gov.store.session import Database

NO_ANSWER: Final = {"database": "no answer"}


def examine(database: Database, *, name: str, clock: Callable[[], datetime]) -> dict[str, str]:
    """How each part is: "ok", or what is wrong with it. name: of this process, as no other one has it.

    Stops at the first part without which the others cannot be asked. Raises nothing.
    """
    try:
        if not is_current(database):
            return {"database": "ok", "schema": "migrations pending"}
        with database.reading() as db:
            silence, missing = measure_silence(db, now=clock()), list_missing(db)
        reading = compare_clock(database, clock())
    except SQLAlchemyError:
        return {"database": "unreachable"}
    return {
        "database": "ok",
        "schema": "ok",
        "write": _write(database, name, clock()),
        "worker": "late" if silence is None or silence > LATE else "ok",
        "clock": clock_state(reading),
        "settings": UNPREPARED if missing else "ok",
    }


def _write(database: Database, name: str, now: datetime) -> str:
    try:
        with database.transaction(waits=False) as db:
            try_writing(db, name, now=now)
    except SQLAlchemyError as error:
        return (find_failure(error) or "failed").replace("_", " ")
    return "ok"
