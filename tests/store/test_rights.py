"""The role of PostgreSQL that serves: every other test shows that its rights are enough."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from idea4gov.cli import cli
from idea4gov.store.rights import (
    WRITTEN_ONCE,
    RoleMayMore,
    Serving,
    grant_rights,
    has_more_rights,
    list_missing,
)
from idea4gov.store.session import Database
from tests.services.postgres import own_database
from tests.settings import PRODUCTION

REFUSED = [
    "DROP TABLE ballot",
    "TRUNCATE support",
    "CREATE TABLE own (id integer)",
    "CREATE TEMPORARY TABLE budget_round (id integer)",
    "CREATE SCHEMA own",
    "ALTER TABLE budget_round DISABLE TRIGGER ALL",
    "ALTER TABLE ballot ADD COLUMN who text",
    "DROP TRIGGER budget_round_kept ON budget_round",
    "DROP FUNCTION refuse_when_sealed() CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_when_sealed() RETURNS trigger LANGUAGE sql AS ''",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE kept_key SET key = ''",
    "CREATE ROLE another",
    *(f"DELETE FROM {table}" for table in WRITTEN_ONCE),
    "UPDATE audit_entry SET data = '{}'",
    "UPDATE urn_ballot SET label = 'x'",
    "SELECT FROM urn_ballot FOR UPDATE",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_role_that_serves_cannot_do_away_with_what_protects(
    postgres_database: Database, statement: str
) -> None:
    says = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with says, postgres_database.transaction() as db:
        db.execute(text(statement))


def test_who_owns_the_tables_has_more_rights_and_who_serves_may_not(
    postgres_database: Database, postgres_owner: Database, sqlite_database: Database
) -> None:
    with postgres_owner.reading() as owner, postgres_database.reading() as served:
        assert has_more_rights(owner)
        assert not has_more_rights(served)
    with sqlite_database.reading() as db:
        assert not has_more_rights(db)


def test_a_role_that_owns_the_tables_is_not_taken_for_one_that_serves(postgres_owner: Database) -> None:
    owner = postgres_owner.engine.url.username
    assert owner
    with pytest.raises(RoleMayMore), postgres_owner.transaction() as db:
        grant_rights(db, Serving(owner, ""))


@pytest.fixture
def role(postgres_url: str) -> Iterator[str]:
    """The name of a role that is gone afterwards, if it was made."""
    name = f'serving {uuid.uuid4().hex[:8]}"'
    yield name
    quoted = name.replace('"', '""')
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP ROLE IF EXISTS "{quoted}"'.encode())


def test_an_upgrade_by_the_owner_makes_the_role_that_serves(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str, role: str
) -> None:
    with own_database(postgres_url) as url:
        served = Database(url).engine.url.set(username=role, password="of the website")
        said = {
            **PRODUCTION,
            "IDEA4GOV_DATABASE_OWNER_URL": url,
            "IDEA4GOV_DATABASE_URL": served.render_as_string(hide_password=False),
        }
        for name, value in said.items():
            monkeypatch.setenv(name, value)
        for _ in range(2):
            done = CliRunner().invoke(cli, ["db", "upgrade"], catch_exceptions=False)
            assert done.exit_code == 0, done.output
        database = Database(said["IDEA4GOV_DATABASE_URL"])
        with database.reading() as db:
            assert db.scalar(text("SELECT current_user")) == role
            assert not has_more_rights(db)
            assert list_missing(db) == []
        database.dispose()
        monkeypatch.delenv("IDEA4GOV_DATABASE_OWNER_URL")
        refused = CliRunner().invoke(cli, ["db", "downgrade", "base", "--yes"])
        assert refused.exit_code == 1
        assert "must be owner" in refused.output
