"""Doors in the database: no mailbox where the result binds, none changed once frozen, none of others."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.domain.identity.doors import Door
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.session import Database
from tests.hosted import add_hosted_round
from tests.voters import add_voters

ADD = "INSERT INTO round_door (round_id, door, is_binding) SELECT board_id,"


@pytest.mark.parametrize(
    "tampering",
    [
        f"{ADD} 'email', is_binding FROM budget_round",
        f"{ADD} 'email', NOT is_binding FROM budget_round",
        "UPDATE round_door SET door = 'email'",
        "UPDATE budget_round SET is_binding = NOT is_binding",
    ],
)
def test_no_mailbox_decides_what_binds(database: Database, owned: Database, tampering: str) -> None:
    with database.transaction() as db:
        add_hosted_round(db, phase="draft", doors=("counter",), is_binding=True)
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(tampering))


@pytest.mark.parametrize("phase", ["preview", "voting", "counting"])
@pytest.mark.parametrize(
    "tampering",
    [
        f"{ADD} 'thaid', is_binding FROM budget_round",
        "DELETE FROM round_door",
        "UPDATE round_door SET door = 'thaid' WHERE door = 'counter'",
        "UPDATE budget_round SET receipt_kind = 'inclusion'",
    ],
)
def test_the_doors_and_receipts_of_a_frozen_round_stay(
    database: Database, owned: Database, tampering: str, phase: str
) -> None:
    with database.transaction() as db:
        add_hosted_round(db, phase=phase)
    with pytest.raises(IntegrityError, match="frozen"), owned.transaction() as db:
        db.execute(text(tampering))


def test_nobody_comes_through_a_door_that_the_round_does_not_have(
    database: Database, owned: Database
) -> None:
    with database.transaction() as db:
        made = add_hosted_round(db, doors=("counter",))
    [voter] = add_voters(database, 1)
    line = f"{made.id}, {voter.person_id}, 'online', 'email', CURRENT_TIMESTAMP"
    columns = "round_id, person_id, channel, door, marked_at"
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(f"INSERT INTO voter_roll ({columns}) VALUES ({line})"))


def test_a_declaration_does_not_overwrite_a_proof(database: Database, owned: Database) -> None:
    with database.transaction() as db:
        add_hosted_round(db)
    add_voters(database, 1)
    with owned.transaction() as db:
        db.execute(text("UPDATE residence SET source = 'counter'"))
    with pytest.raises(IntegrityError, match="proven"), owned.transaction() as db:
        db.execute(text("UPDATE residence SET source = 'declared', birth_year = 2000"))


@pytest.mark.parametrize(
    ("doors", "values", "told"),
    [
        (("counter", "email"), {}, False),
        (("counter",), {}, True),
        (("counter", "email"), {"receipt_kind": "inclusion"}, True),
        (("counter",), {"is_binding": True}, True),
    ],
)
def test_the_frozen_text_tells_of_doors_where_there_was_a_choice(
    database: Database, doors: tuple[Door, ...], values: dict[str, Any], told: bool
) -> None:
    with database.transaction() as db:
        made = add_hosted_round(db, doors=doors, **values)
        assert ('"doors":' in get_frozen_text(db, get_hosted(db, made.id))) == told
