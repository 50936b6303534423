"""Connections to PostgreSQL, direct or through a pooler such as PgBouncer in transaction mode.

Nothing is asked for in the startup packet, which such a pooler refuses, and nothing is kept in a session,
which is another's after each transaction: what every session has to have is a setting of its role.
"""

from collections.abc import Mapping
from select import POLLIN, poll
from typing import Any

from psycopg import Connection as Driver
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DisconnectionError

# Of a direct connection: after so many times a statement is prepared, which takes a third off a ballot.
PREPARED_AFTER = 5
# How connections are made, by libpq alone: no server or pooler is asked for any of it. A server that is gone
# without a word is given up after ten seconds; one that is at work confirms what it received.
PRIMARY: Mapping[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "target_session_attrs": "read-write",
}
# What a standby does not answer soon, the primary can.
STANDBY: Mapping[str, Any] = {
    "connect_timeout": 2,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 3_000,
    "target_session_attrs": "prefer-standby",
}


def connect_args(url: URL, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What the driver is given besides the URL.

    usual: PRIMARY or STANDBY; what the URL itself says goes before it.
    """
    said = {**usual, **url.query}
    if not isinstance(said.get("host", ""), tuple) and "," not in str(said.get("host", url.host)):
        # Of one server there is no choice, and whoever cannot write now may still read.
        said["target_session_attrs"] = url.query.get("target_session_attrs", "any")
    return {**{name: said[name] for name in usual}, "prepare_threshold": None}


def set_up_postgres(engine: Engine) -> None:
    """Prepare statements where the way is direct, and leave servers that are gone or only read by now.

    A prepared statement is part of the server's session, and behind a pooler the next statement may meet
    another one.
    """
    event.listen(engine, "connect", _look_behind)
    event.listen(engine, "checkout", _drop_closed)
    event.listen(engine, "handle_error", _leave_standby)


def _look_behind(connection: Driver[Any], _record: Any) -> None:
    """A pooler shows by its number: it gives clients one that is not its server process's."""
    connection.autocommit = True
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.autocommit = False
    if row and row[0] == connection.info.backend_pid:
        connection.prepare_threshold = PREPARED_AFTER


def _drop_closed(connection: Driver[Any], _record: Any, _proxy: Any) -> None:
    """Replace a connection that the other side has closed: nothing else comes in while none asks."""
    if not connection.closed:
        waiting = poll()
        waiting.register(connection.fileno(), POLLIN)
        if not waiting.poll(0):
            return
    raise DisconnectionError()


def _leave_standby(context: ExceptionContext) -> None:
    """Connect anew, all of the pool, where what was the primary only reads by now."""
    if isinstance(context.original_exception, ReadOnlySqlTransaction):
        context.is_disconnect = True
