"""Rows move between the engines: all of them, the same, and on where a move was cut off."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from idea4gov.actions.clock import keep_pulse
from idea4gov.actions.move import MoveProblem, list_digests, move_rows
from idea4gov.store import move as rows
from idea4gov.store.session import Database
from tests.actions.closing import announce, close, officials, round_, vote
from tests.conftest import NOON, Fresh
from tests.factories import add_account, add_board, add_photo, add_proposal
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_comment

assert round_


@pytest.fixture
def filled(database: Database, round_: HostedRound) -> Database:
    """A finished round, which triggers keep, comments that answer each other, and a number that is gone."""
    vote(database, round_, 3)
    close(database, round_)
    announce(database, officials(database)[0], round_)
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        add_photo(db, proposal_id)
        first = add_comment(db, proposal_id)
        add_comment(db, proposal_id, parent_id=first)
        db.execute(text("DELETE FROM account WHERE id = :gone"), {"gone": add_account(db)})
        # A value that is null, and not no value, which a rule of the table would refuse.
        null = {"id": add_hosted_round(db, phase="draft").id}
        db.execute(text("UPDATE budget_round SET rule_options = 'null' WHERE board_id = :id"), null)
    return database


@pytest.fixture
def target(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database of the other engine, by the role that owns it."""
    if database.is_sqlite:
        request.getfixturevalue("postgres_database")
        yield request.getfixturevalue("postgres_owner")
        return
    with request.getfixturevalue("fresh_sqlite")() as lent:
        yield lent


@pytest.fixture
def another(sqlite_database: Database, fresh_sqlite: Fresh) -> Iterator[Database]:
    """A migrated, empty database of SQLite beside `sqlite_database`."""
    with fresh_sqlite() as lent:
        assert lent.engine.url != sqlite_database.engine.url
        yield lent


@pytest.fixture
def source(filled: Database, owned: Database) -> Database:
    """The filled database, by the role that owns it."""
    assert filled.engine.url.database == owned.engine.url.database
    return owned


def digests(database: Database) -> dict[str, tuple[int, str]]:
    with database.snapshot() as db:
        return list_digests(db)


def rules(database: Database) -> list[tuple[str, str]]:
    with database.reading() as db:
        return rows.list_rules(db)


def write(database: Database) -> None:
    """Somebody who writes and does not want to wait."""
    with database.transaction(waits=False) as db:
        if not database.is_sqlite:
            db.execute(text("SET LOCAL lock_timeout = 10"))
        add_account(db)


def test_all_rows_are_moved_although_the_move_is_cut_off(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    fresh, told, cut = rules(target), 0, 5

    def notify(_table: str, _rows: int) -> None:
        nonlocal told
        told += 1
        if told in (cut, 6 * cut):
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            move_rows(source, target, now=NOON, notify=notify)
        assert rules(target) == fresh
    moved = move_rows(source, target, now=NOON, notify=notify)
    assert moved.wrong == []
    before = digests(source)
    assert digests(target) == before
    assert moved.rows == {name: count for name, (count, _) in before.items()}
    assert before["urn_ballot"][0] == 3
    assert rules(target) == fresh
    with target.transaction() as db, source.transaction() as here:
        assert add_account(db) == add_account(here)
        told_apart = "SELECT count(*) FROM urn_ballot WHERE attributes IS NULL"
        assert db.scalar(text(told_apart)) == here.scalar(text(told_apart)) > 0


def test_nobody_writes_to_the_source_meanwhile_and_what_changed_between_two_runs_is_named(
    source: Database, target: Database
) -> None:
    def notify(table: str, _rows: int) -> None:
        with pytest.raises(OperationalError):
            write(source)
        if table == "board":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_rows(source, target, now=NOON, notify=notify)
    with source.transaction() as db:
        db.execute(text("UPDATE province SET name_en = 'Elsewhere'"))
    with pytest.raises(MoveProblem, match="rows of its own in province"):
        move_rows(source, target, now=NOON)


def test_a_row_that_differs_is_named_at_the_end(sqlite_database: Database, another: Database) -> None:
    with sqlite_database.transaction() as db:
        first, _ = add_account(db), add_account(db)
    move_rows(sqlite_database, another, now=NOON)
    with another.transaction() as db:
        db.execute(text("UPDATE account SET display_name = 'x' WHERE id = :first"), {"first": first})
    (wrong,) = move_rows(sqlite_database, another, now=NOON).wrong
    assert wrong.startswith("account: 2 rows, digest ")


def test_a_database_with_rows_of_its_own_is_refused(sqlite_database: Database, another: Database) -> None:
    with another.transaction() as db:
        add_account(db)
    with pytest.raises(MoveProblem, match="rows of its own in person"):
        move_rows(sqlite_database, another, now=NOON)


def test_a_database_of_another_schema_is_refused(sqlite_database: Database, another: Database) -> None:
    set_ = text("UPDATE alembic_version SET version_num = '0046'")
    with another.transaction() as db:
        db.execute(set_)
    with pytest.raises(MoveProblem, match="target has another schema"):
        move_rows(sqlite_database, another, now=NOON)
    with pytest.raises(MoveProblem, match="source has another schema"):
        move_rows(another, sqlite_database, now=NOON)


def test_a_site_that_runs_is_not_moved(sqlite_database: Database, another: Database) -> None:
    keep_pulse(sqlite_database, "worker", now=NOON)
    with pytest.raises(MoveProblem, match="stop the website and the worker"):
        move_rows(sqlite_database, another, now=NOON)
