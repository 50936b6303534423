"""`check` asks whether the voters of a round can exist: what is written straight into the database shows."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, update

from idea4gov.actions.accounts.throttle import Asker
from idea4gov.actions.privacy import erase_account
from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.paper_ballots import mark_voter, unmark_voter
from idea4gov.domain.ballots.checking import Line
from idea4gov.store.models import Account, Person, VoterRoll
from idea4gov.store.rounds import roll, voting
from idea4gov.store.session import Database
from tests.actions.doors import PASSWORD, Door
from tests.conftest import NOON
from tests.factories import add_account
from tests.hosted import BY_EMAIL, HostedRound, add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast, code, settle, slip


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


def problems(database: Database) -> list[str]:
    with database.snapshot() as db:
        return list(list_ballot_problems(db))


def test_sixty_rows_written_straight_into_the_database_show(database: Database, round_: HostedRound) -> None:
    [honest] = add_voters(database, 1)
    cast(database, honest, round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        people = db.scalars(insert(Person).returning(Person.id), [{"created_at": NOON}] * 60).all()
        for number, person_id in enumerate(people):
            voting.enter_roll(db, round_.id, person_id, BY_EMAIL, now=NOON)
            lines = (Line(round_.projects[2], 1, None),)
            voting.add_ballot(db, round_.id, person_id, lines, slip=slip(code(number)), now=NOON)
    assert problems(database) == [
        f"round {round_.id} has 60 voters on its roll who had no confirmed account then"
    ]


def test_an_account_that_was_confirmed_after_the_ballot_cast_none(
    database: Database, round_: HostedRound
) -> None:
    [voter] = add_voters(database, 1)
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        late = NOON + timedelta(minutes=1)
        db.execute(update(Account).where(Account.id == voter.account_id).values(email_confirmed_at=late))
    assert len(problems(database)) == 1


def test_who_voted_and_erased_the_account_was_there(database: Database, round_: HostedRound) -> None:
    door = Door(database)
    door.register()
    account_id = door.confirm(door.tokens()[-1]).viewer.account_id
    with database.transaction() as db:
        viewer = settle(db, account_id)
    cast(database, viewer, round_.id, {round_.projects[0]: 1})
    erase_account(database, door.keys, viewer, password=PASSWORD, asker=Asker("192.0.2.1"), now=NOON)
    assert problems(database) == []


def test_an_erased_account_of_which_the_audit_log_knows_nothing_was_not(
    database: Database, round_: HostedRound
) -> None:
    [voter] = add_voters(database, 1)
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        erased = {"email_confirmed_at": None, "erased_at": NOON + timedelta(hours=1)}
        db.execute(update(Account).where(Account.id == voter.account_id).values(**erased))
    assert len(problems(database)) == 1


def test_voters_on_paper_whom_no_official_marked_show(database: Database, round_: HostedRound) -> None:
    with database.transaction() as db:
        official = add_official(db)
        mark = partial(mark_voter, db, official, round_.id, email=None, now=NOON)
        for key in ("first", "second", "third"):
            mark(form_key=key)
        [line, *_] = roll.list_roll(db, round_.id)
        unmark_voter(db, official, round_.id, line.id, now=NOON)
    assert problems(database) == []
    with database.transaction() as db:
        for number in range(40):
            roll.add_stranger(
                db, round_.id, marked_by_id=official.account_id, form_key=f"x{number}", now=NOON
            )
        add_account(db)
        assert db.query(VoterRoll).count() == 42
    assert problems(database) == [f"round {round_.id} has 42 voters on paper, but officials marked 2"]
