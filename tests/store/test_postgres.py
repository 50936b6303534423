"""Sessions of PostgreSQL, direct and behind a pooler: settings, prepared statements, time."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from idea4gov.store.models import Person
from idea4gov.store.rights import OF_SERVING, current_role, keep_settings, list_missing
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.services.pgbouncer import pooled_database

__all__ = ["pooled_database"]


def url_of(database: Database, **query: str) -> str:
    return database.engine.url.update_query_dict(query).render_as_string(hide_password=False)


def add_person(database: Database) -> None:
    with database.transaction() as db:
        db.add(Person(created_at=NOON))


def prepared(database: Database) -> int:
    """How many statements a session has prepared after one was sent ten times."""
    with database.transaction() as db:
        for _ in range(10):
            db.execute(text("SELECT count(*) AS sent_ten_times FROM person"))
        # Other tests have used the session, too.
        count = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :it"
        return int(db.execute(text(count), {"it": "%sent_ten_times FROM%"}).scalar_one())


def test_statements_are_prepared_where_no_pooler_stands_between(
    postgres_database: Database, pooled_database: Database
) -> None:
    assert prepared(postgres_database) == 1
    assert prepared(pooled_database) == 0


def test_a_session_has_the_settings_of_its_role_also_behind_a_pooler(
    postgres_database: Database, pooled_database: Database, sqlite_database: Database
) -> None:
    for database in (postgres_database, pooled_database, sqlite_database):
        with database.transaction() as db:
            assert list_missing(db) == []


@pytest.mark.parametrize("name", OF_SERVING)
def test_a_session_without_a_setting_of_its_role_is_found(postgres_database: Database, name: str) -> None:
    value = "Asia/Bangkok" if name == "TimeZone" else "1min"
    database = Database(url_of(postgres_database, options=f"-c {name}={value}"))
    with database.reading() as db:
        assert list_missing(db) == [name]
    database.dispose()


def test_a_role_gives_settings_to_itself_and_to_no_other(
    postgres_database: Database, postgres_owner: Database
) -> None:
    with postgres_database.transaction() as db:
        assert keep_settings(db, current_role(db), OF_SERVING)
        assert not keep_settings(db, postgres_owner.engine.url.username or "", OF_SERVING)
        assert db.scalar(text("SELECT 1")) == 1


def test_a_connection_that_was_closed_meanwhile_is_replaced(
    postgres_database: Database, postgres_owner: Database
) -> None:
    with postgres_database.transaction() as db:
        number = db.scalar(text("SELECT pg_backend_pid()"))
    with postgres_owner.transaction() as db:
        assert db.scalar(text(f"SELECT pg_terminate_backend({number}, 5000)"))
    with postgres_database.reading() as db:
        assert db.scalar(text("SELECT pg_backend_pid()")) != number


def test_a_server_that_only_reads_by_now_is_left_for_the_one_that_writes(
    postgres_database: Database, postgres_owner: Database
) -> None:
    """A session that began while the database was read-only stays so, as on a former primary."""
    readable, name = "default_transaction_read_only", postgres_owner.engine.url.database
    elsewhere = Database(url_of(postgres_database))
    with postgres_owner.engine.connect() as owner:
        owner.exec_driver_sql(f"ALTER DATABASE {name} SET {readable} = on")
        owner.commit()
        with elsewhere.reading() as db:
            assert db.scalar(text(f"SHOW {readable}")) == "on"
        owner.exec_driver_sql(f"ALTER DATABASE {name} RESET {readable}")
        owner.commit()
    with pytest.raises(InternalError, match="read-only"):
        add_person(elsewhere)
    add_person(elsewhere)
    elsewhere.dispose()


def test_the_first_host_that_answers_is_taken(postgres_database: Database, tmp_path: Path) -> None:
    url = postgres_database.engine.url
    here = url.host or str(url.query["host"]).replace("/", "%2F")
    nobody = str(tmp_path).replace("/", "%2F")
    found = Database(
        f"postgresql+psycopg://{url.username}:{url.password}@{nobody},{here}/{url.database}"
        "?target_session_attrs=read-write"
    )
    with found.reading() as db:
        assert db.scalar(text("SELECT current_database()")) == url.database
    found.dispose()


def test_moments_are_the_same_in_a_session_with_another_time_zone(postgres_database: Database) -> None:
    elsewhere = Database(url_of(postgres_database, options="-c TimeZone=Asia/Bangkok"))
    add_person(elsewhere)
    for database in (elsewhere, postgres_database):
        with database.reading() as db:
            found = db.query(Person).one()
            assert (found.created_at, found.created_at.utcoffset()) == (NOON, NOON.utcoffset())
    elsewhere.dispose()
