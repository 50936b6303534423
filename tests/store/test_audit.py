"""The audit log on both engines: one chain whoever writes at once, and no quiet change to it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.domain.permissions import Grant, Place
from idea4gov.store.audit import find_head, list_entries, verify_chain
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account

SAEN_SUK = Place("20", "2094")


def write(
    db: Session, number: int = 0, *, actor_id: int | None = None, place: Place | None = SAEN_SUK
) -> None:
    record(
        db,
        actor_id=actor_id,
        act="hide_proposal",
        subject_kind="proposal",
        subject_id=number,
        place=place,
        data={"reason": "โฆษณา", "supports": number},
        now=NOON,
    )


def broken(database: Database) -> int | None:
    with database.snapshot() as db:
        return verify_chain(db)


def test_empty_log_is_whole(database: Database) -> None:
    assert broken(database) is None


@pytest.mark.slow
def test_parallel_acts_make_one_unbroken_chain(database: Database) -> None:
    def act(thread: int) -> None:
        for number in range(20):
            with database.transaction() as db:
                write(db, 100 * thread + number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(8)))
    assert broken(database) is None
    with database.reading() as db:
        assert (find_head(db) or (0,))[0] == 160


def test_an_entry_is_lost_with_its_transaction(database: Database) -> None:
    def fail_after_writing() -> None:
        with database.transaction() as db:
            write(db)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    with database.transaction() as db:
        write(db)
    with database.reading() as db:
        assert (find_head(db) or (0,))[0] == 1


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit_entry SET data = '{\"reason\": \"x\"}' WHERE id = 4", 4),
        ("UPDATE audit_entry SET act = 'restore_proposal' WHERE id = 1", 1),
        ("UPDATE audit_entry SET actor_id = NULL WHERE id = 6", 6),
        ("DELETE FROM audit_entry WHERE id = 3", 3),
        ("DELETE FROM audit_entry WHERE id < 3", 1),
        ("UPDATE audit_entry SET id = 99 WHERE id = 2; UPDATE audit_entry SET id = 2 WHERE id = 5;"
         "UPDATE audit_entry SET id = 5 WHERE id = 99", 2),
        ("DELETE FROM audit_entry WHERE id = 2; UPDATE audit_entry SET id = id - 1 WHERE id = 3", 2),
    ],
)  # fmt: skip
def test_tampering_is_found_at_the_first_entry_that_changed(
    database: Database, owned: Database, tampering: str, found: int
) -> None:
    with database.transaction() as db:
        official = add_account(db)
        for number in range(6):
            write(db, number, actor_id=official)
    with owned.transaction() as db:
        for statement in tampering.split(";"):
            db.execute(text(statement.replace(":", "\\:")))
    assert broken(database) == found


@pytest.mark.parametrize(
    ("grants", "seen"),
    [
        ([], []),
        ([Grant("moderator")], [5, 4, 3, 2, 1]),
        ([Grant("moderator", "20")], [3, 2, 1]),
        ([Grant("moderator", "20", "2094")], [2]),
        ([Grant("moderator", "20", "2094"), Grant("auditor", "14")], [4, 2]),
    ],
)
def test_the_log_shows_the_scopes_of_the_reader(
    database: Database, grants: list[Grant], seen: list[int]
) -> None:
    places: list[Place | None] = [Place("20"), SAEN_SUK, Place("20", "2001"), Place("14", "1401"), None]
    with database.transaction() as db:
        for place in places:
            write(db, place=place)
    with database.reading() as db:
        assert [entry.id for entry in list_entries(db, grants)] == seen


def test_pages_follow_each_other_without_gap(database: Database) -> None:
    with database.transaction() as db:
        for number in range(5):
            write(db, number)
    pages: Callable[[int | None], list[int]] = lambda before: [  # noqa: E731
        entry.id for entry in list_entries(db, [Grant("admin")], before_id=before, limit=2)
    ]
    with database.reading() as db:
        assert [pages(None), pages(4), pages(2)] == [[5, 4], [3, 2], [1]]
