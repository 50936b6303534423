"""What a failure of the database means, by the errors of the drivers themselves."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg.errors
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, TimeoutError

from idea4gov.store.failures import find_failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (psycopg.errors.ReadOnlySqlTransaction, "read_only"),
        (psycopg.errors.DiskFull, "read_only"),
        (psycopg.errors.IoError, "read_only"),
        (psycopg.errors.TooManyConnections, "busy"),
        (psycopg.errors.OutOfMemory, "busy"),
        (psycopg.errors.QueryCanceled, "busy"),
        (psycopg.errors.LockNotAvailable, "busy"),
        (psycopg.errors.DeadlockDetected, "busy"),
        (psycopg.errors.SerializationFailure, "busy"),
        (psycopg.errors.IdleInTransactionSessionTimeout, "busy"),
        (psycopg.errors.AdminShutdown, "away"),
        (psycopg.errors.CannotConnectNow, "away"),
        (psycopg.errors.ConnectionFailure, "away"),
        (psycopg.OperationalError, "away"),
        (psycopg.InterfaceError, "away"),
        (psycopg.errors.UndefinedTable, None),
        (psycopg.errors.InsufficientPrivilege, None),
        (psycopg.errors.UniqueViolation, None),
        (psycopg.errors.InFailedSqlTransaction, None),
    ],
)
def test_errors_of_postgresql(error: type[psycopg.Error], failure: str | None) -> None:
    raised = DBAPIError.instance("select", {}, error("said"), psycopg.Error)
    assert find_failure(raised) == failure


def failure_of(path: Path, *statements: str) -> str | None:
    """What the last of these statements means on a SQLite file."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    with engine.connect() as connection:
        for statement in statements[:-1]:
            connection.exec_driver_sql(statement)
        with pytest.raises(DBAPIError) as raised:
            connection.exec_driver_sql(statements[-1])
    engine.dispose()
    return find_failure(raised.value)


def test_errors_of_sqlite(tmp_path: Path) -> None:
    path, write = tmp_path / "a.sqlite3", "insert into a values (zeroblob(1000000))"
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        owner.execute("create table a (b)")
        assert failure_of(path, "pragma query_only=on", write) == "read_only"
        assert failure_of(path, "pragma max_page_count=2", write) == "read_only"
        assert failure_of(path, "insert into missing values (1)") == "away"
        owner.execute("begin immediate")
        assert failure_of(path, write) == "busy"
    assert find_failure(TimeoutError()) == "busy"
    assert find_failure(ValueError()) is None
