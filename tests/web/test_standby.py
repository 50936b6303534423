"""Pages for visitors are read from a standby while it is near; whoever is logged in sees what they wrote."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text, update

from idea4gov.store.models import Proposal
from idea4gov.store.session import Database
from idea4gov.store.standby import StandbyWatch
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal
from tests.services.standby import Standby, standby
from tests.web.conftest import PASSWORD_HASH, Site, lent_app, make_services

__all__ = ["standby"]
pytestmark = pytest.mark.slow


class Timer:
    """Monotonic seconds that stand until a test moves them."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def database(postgres_database: Database, standby: Standby, timer: Timer) -> Iterator[Database]:
    """The primary, with the standby for reading."""
    url = postgres_database.engine.url
    there = standby.url.set(username=url.username, password=url.password)
    database = Database(
        url.render_as_string(hide_password=False),
        standby_url=there.render_as_string(hide_password=False),
        lag_seconds=5,
    )
    assert database.standby is not None
    database.standby = StandbyWatch(database.engine, database._reader.engine, lag_seconds=5, timer=timer)
    yield database
    database.dispose()


@pytest.fixture
def app(database: Database, clock: Clock) -> Iterator[Flask]:
    with lent_app(make_services(database, clock)) as app:
        yield app


def await_standby(database: Database) -> None:
    """Return when the standby shows what was committed by now."""
    assert database.standby is not None
    database.standby.put_aside()
    assert any(database.standby.look() for _ in range(10_000)), "the standby does not follow"


def pause(follower: Database, primary: Database) -> None:
    """Return when a standby shows what was committed by now, and nothing new any more."""
    with primary.reading() as db:
        # Inserted: the server of the tests answers before it has written a commit.
        written = db.scalar(text("SELECT pg_current_wal_insert_lsn()::text"))
    with follower.reading() as db:
        shown = text("SELECT pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn)")
        assert any(db.scalar(shown, {"written": written}) for _ in range(100_000))
        db.execute(text("SELECT pg_wal_replay_pause()"))
        states = (db.scalar(text("SELECT pg_get_wal_replay_pause_state()")) for _ in range(10_000))
        assert "paused" in states


def test_visitors_read_the_standby_and_members_the_primary(
    app: Flask, database: Database, standby: Standby, timer: Timer
) -> None:
    with database.transaction() as db:
        board = add_board(db)
        changed = add_proposal(db, board, title="ถังขยะริมหาด")
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    member, visitor = Site(app), Site(app)
    member.enter("somchai@example.org")
    await_standby(database)
    assert database.reader(waits=True).engine is not database.engine
    follower = Database(standby.url.render_as_string(hide_password=False))
    pause(follower, database)
    try:
        with database.transaction() as db:
            db.execute(update(Proposal).where(Proposal.id == changed).values(title="สะพานลอย"))
            new = add_proposal(db, board, title="ไฟส่องทาง")
        for path in (f"/boards/{board}", "/api/v1/proposals"):
            assert "ถังขยะริมหาด" in visitor.get(path).text
        assert "ถังขยะริมหาด" not in member.get(f"/boards/{board}").text
        # What the standby does not know yet, the primary is asked for.
        visitor.get(f"/proposals/{new}")
        timer.now += 5
        for path in (f"/boards/{board}", "/api/v1/proposals"):
            assert "ถังขยะริมหาด" not in visitor.get(path).text
    finally:
        with follower.reading() as db:
            db.execute(text("SELECT pg_wal_replay_resume()"))
        follower.dispose()


def test_of_several_hosts_the_one_that_writes_is_the_database_and_a_standby_is_read(
    database: Database, standby: Standby
) -> None:
    owner = standby.url
    hosts = [str(one.query["host"]).replace("/", "%2F") for one in (owner, database.engine.url)]
    url = f"postgresql+psycopg://{owner.username}@{','.join(hosts)}/{owner.database}"
    both = Database(url, standby_url=url)
    await_standby(both)
    for one, is_standby in ((both, False), (both.reader(waits=True), True)):
        with one.reading() as db:
            assert db.scalar(text("SELECT pg_is_in_recovery()")) is is_standby
    both.dispose()


def test_nobody_watches_the_standby_of_a_database_that_is_disposed_of(
    postgres_database: Database, standby: Standby
) -> None:
    url = postgres_database.engine.url.render_as_string(hide_password=False)
    both = Database(url, standby_url=standby.url.render_as_string(hide_password=False))
    for _ in range(2):
        both.reader()
        assert "standby" in {thread.name for thread in threading.enumerate()}
        both.dispose()
        # It could have a connection in use, which would come back to a pool that is gone.
        assert "standby" not in {thread.name for thread in threading.enumerate()}


def test_nobody_notices_that_a_standby_is_gone(app: Flask, database: Database, standby: Standby) -> None:
    with database.transaction() as db:
        board = add_board(db)
    await_standby(database)
    visitor = Site(app)
    visitor.get(f"/boards/{board}")
    standby.stop()
    visitor.get(f"/boards/{board}")
    assert database.standby is not None
    assert not database.standby.is_near()
    assert not database.standby.look()
    visitor.get(f"/boards/{board}")
