"""Connections to PostgreSQL, direct or through a pooler such as PgBouncer in transaction mode.

Nothing is asked for in the startup packet, which such a pooler refuses, and nothing is kept in a session,
which is another's after each transaction: what every session has to have is a setting of its role.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection as Driver
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

# Of a direct connection: after so many times a statement is prepared, which takes a third off a ballot.
PREPARED_AFTER = 5
# Seen by libpq alone: a server that is gone without a word is given up after half a minute.
PATIENCE: Mapping[str, int] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


def connect_args(url: URL) -> dict[str, Any]:
    """What the driver is given besides the URL, where the URL does not say it itself."""
    patience = {name: value for name, value in PATIENCE.items() if name not in url.query}
    return {**patience, "prepare_threshold": None}


def prepare_where_direct(engine: Engine) -> None:
    """Let connections that lead straight to a server prepare statements.

    A prepared statement is part of the server's session, and behind a pooler the next statement may meet
    another one. A pooler shows by its number: it gives clients one that is not its server process's.
    """
    event.listen(engine, "connect", _look_behind)


def _look_behind(connection: Driver[Any], _record: Any) -> None:
    connection.autocommit = True
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.autocommit = False
    if row and row[0] == connection.info.backend_pid:
        connection.prepare_threshold = PREPARED_AFTER
