"""What a failure of the database means for who waits: may it go well in a moment, or can nothing be saved."""

import sqlite3
from typing import Literal

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

Failure = Literal["busy", "away", "unsure", "read_only"]
"""busy: others are served, or a lock is waited for; away: no answer; unsure: no answer to a COMMIT, which may
have been done or not; read_only: nothing can be saved now."""
COMMIT = "COMMIT"

# By the SQLSTATE of PostgreSQL (appendix A of its manual), the longest beginning that fits.
POSTGRES: dict[str, Failure] = {
    "08": "away",
    # read_only_sql_transaction; and a transaction that was ended for idling
    "25006": "read_only",
    "25P03": "busy",
    # serialization and deadlocks
    "40": "busy",
    # memory, connections, limits; and disk_full
    "53": "busy",
    "53100": "read_only",
    # lock_not_available
    "55P03": "busy",
    # query_canceled: it took too long
    "57014": "busy",
    "57": "away",
    # input and output
    "58": "read_only",
}
# By the primary result code of SQLite.
SQLITE: dict[int, Failure] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_FULL: "read_only",
    sqlite3.SQLITE_IOERR: "read_only",
    sqlite3.SQLITE_CANTOPEN: "away",
}
PRIMARY = 0xFF


def find_failure(error: BaseException) -> Failure | None:
    """What kept the database from its work; None for errors that are the fault of our statements."""
    if isinstance(error, TimeoutError):
        # No connection of the pool became free.
        return "busy"
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or ""
    beginnings = (state[:length] for length in range(len(state), 0, -1))
    known = next((POSTGRES[each] for each in beginnings if each in POSTGRES), None)
    known = known or SQLITE.get(getattr(error.orig, "sqlite_errorcode", -1) & PRIMARY)
    if known is None and isinstance(error, OperationalError | InterfaceError):
        known = "away"
    return "unsure" if known == "away" and error.statement == COMMIT else known
