"""What every test may ask for: real data, a migrated database on either engine, a clock that moves."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import text

from idea4gov.store import models
from idea4gov.store.migrate import upgrade
from idea4gov.store.rights import Serving, grant_rights
from idea4gov.store.session import Database
from tests.services.serving import serving_role
from tests.services.sqlite import SQLiteLender

pytest_plugins = [
    "tests.services.groups",
    "tests.services.sample",
    "tests.services.postgres",
    "tests.services.bucket",
    "tests.services.chromium",
    "tests.services.hostile_strings",
    "tests.services.templates",
    "tests.services.addresses",
    "tests.services.no_hidden_skips",
]

assert models
ROOT = Path(__file__).resolve().parents[1]
# Two busy cores make single examples slow now and then; how fast things are is measured in bench/.
settings.register_profile("house", deadline=None)
settings.register_profile("sample", settings.get_profile("house"), max_examples=10)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """With `--sample` properties are tried with fewer examples."""
    if config.getoption("sample"):
        settings.load_profile("sample")
    # Commands that a test calls write their events there, and not beside those of a site on this machine.
    os.environ.setdefault("IDEA4GOV_SECURITY_LOG_DIR", tempfile.mkdtemp(prefix="idea4gov-security-log-"))
    # A process of tests has a million lasting objects: looking through them is a twentieth of its time.
    gc.set_threshold(200_000, 20, 100)


def pytest_collection_finish() -> None:
    """What is there before the first test lasts to the end, so the garbage collector need not look at it."""
    gc.freeze()


# Ten times as fast as TRUNCATE of all tables; to look at a file's size is faster than to ask a table, and
# ALTER SEQUENCE would take longer than all the rest. A replica heeds neither foreign keys nor triggers.
EMPTY = """
DO $$ DECLARE name text; is_filled boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT format('%I', relname) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
      AND pg_relation_size(oid) > 0 LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO is_filled;
    IF is_filled THEN EXECUTE 'DELETE FROM ' || name; END IF;
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence
      WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
"""Parameters of a fixture that gives a database of either engine."""


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """Let no command that a test calls in this process keep the files of later tests private."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real elections, texts, places and hostile inputs."""
    folder = Path(os.environ.get("IDEA4GOV_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs real data: put it at {folder} or name its folder in IDEA4GOV_REAL_DATA")
    return folder


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> None:
        """Move on by a timedelta's keywords: hours=2, days=1."""
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "idea4gov.sqlite3"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


Fresh = Callable[[], AbstractContextManager[Database]]


@pytest.fixture(scope="session")
def fresh_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SQLiteLender:
    """Lends migrated, empty SQLite databases."""
    return SQLiteLender(sqlite_template, tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def sqlite_database(fresh_sqlite: Fresh) -> Iterator[Database]:
    """A migrated, empty SQLite database of the test's own."""
    with fresh_sqlite() as database:
        yield database


@pytest.fixture(scope="session")
def postgres_owner(postgres_url: str) -> Iterator[Database]:
    """The session's PostgreSQL database, migrated once, by the role that owns it."""
    database = Database(postgres_url)
    upgrade(database)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgres_serving(postgres_owner: Database) -> Iterator[Serving]:
    """The role with the rights of a website: every test that has it shows that these are enough."""
    with serving_role(postgres_owner) as serving:
        yield serving


@pytest.fixture(scope="session")
def fresh_postgres(postgres_owner: Database, postgres_serving: Serving) -> Iterator[Fresh]:
    """Lends the PostgreSQL database, and empties it afterwards: one borrower at a time."""
    role, password = postgres_serving
    url = postgres_owner.engine.url.set(username=role, password=password)
    served = Database(url.render_as_string(hide_password=False), pool_size=12)

    @contextmanager
    def fresh() -> Iterator[Database]:
        yield served
        with postgres_owner.transaction() as db:
            db.execute(text(EMPTY))

    yield fresh
    served.dispose()


@pytest.fixture
def postgres_database(fresh_postgres: Fresh) -> Iterator[Database]:
    """The PostgreSQL database, emptied after the test."""
    with fresh_postgres() as database:
        yield database


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: every test that asks runs on both engines."""
    chosen: Database = request.getfixturevalue(f"{request.param}_database")
    return chosen


@contextmanager
def owner_of(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same database by the role that owns it, while the block lasts."""
    if database.is_sqlite:
        yield database
        return
    owner: Database = request.getfixturevalue("postgres_owner")
    yield owner
    # Tables that a migration made anew are nobody else's.
    with owner.transaction() as db:
        grant_rights(db, request.getfixturevalue("postgres_serving"))
    database.dispose()


@pytest.fixture
def owned(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same database by the role that owns it: for damage that the rights of a website do not allow."""
    with owner_of(database, request) as owner:
        yield owner
