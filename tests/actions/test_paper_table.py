"""Closing the table: the number of papers is stated by one, signed by another, and then fixed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.announcing import announce_result
from idea4gov.actions.rounds.ledger import get_ledger_page
from idea4gov.actions.rounds.paper_ballots import enter_paper_ballot, mark_voter, unmark_voter
from idea4gov.actions.rounds.paper_table import sign_papers, state_papers
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.paper_table import NobodyStated, PapersDiffer, SameStater, TableClosed, TableOpen
from idea4gov.domain.sessions import PasswordNeeded
from idea4gov.store.models import VoterRoll
from idea4gov.store.rounds import roll
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, close, officials, round_, rows
from tests.conftest import NOON
from tests.hosted import HostedRound
from tests.parallel import at_once
from tests.tables import close_table
from tests.voters import add_voters

__all__ = ["round_"]


@pytest.fixture
def pair(database: Database, round_: HostedRound) -> list[Viewer]:
    """Two officials, who gave papers to three people."""
    both = officials(database)
    for number in range(3):
        mark(database, both[0], round_, f"key{number}")
    return both


def mark(database: Database, official: Viewer, round_: HostedRound, key: str) -> None:
    with database.transaction() as db:
        mark_voter(db, official, round_.id, email=None, form_key=key, now=NOON)


def state(database: Database, official: Viewer, round_: HostedRound, papers: int) -> None:
    with database.transaction() as db:
        state_papers(db, official, round_.id, papers, now=NOON)


def sign(database: Database, official: Viewer, round_: HostedRound) -> None:
    with database.transaction() as db:
        sign_papers(db, official, round_.id, now=NOON)


@pytest.mark.parametrize("papers", [0, 2, 4, 43])
def test_another_number_than_that_of_the_roll_is_refused(
    database: Database, round_: HostedRound, pair: list[Viewer], papers: int
) -> None:
    with pytest.raises(PapersDiffer, match="3"):
        state(database, pair[0], round_, papers)


def test_two_officials_close_it_and_one_alone_cannot(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    first, second = pair
    with pytest.raises(NobodyStated):
        sign(database, second, round_)
    state(database, first, round_, 3)
    with pytest.raises(SameStater):
        sign(database, first, round_)
    with pytest.raises(PasswordNeeded):
        sign(database, replace(second, confirmed_at=None), round_)
    [citizen] = add_voters(database, 1)
    with pytest.raises(NotFound):
        sign(database, citizen, round_)
    sign(database, second, round_)
    with pytest.raises(TableClosed):
        state(database, second, round_, 3)


def test_a_number_that_the_roll_has_left_behind_is_stated_anew(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    first, second = pair
    state(database, first, round_, 3)
    mark(database, first, round_, "late")
    with pytest.raises(NobodyStated):
        sign(database, second, round_)
    state(database, second, round_, 4)
    sign(database, first, round_)


def test_behind_a_closed_table_nobody_is_marked_or_taken_off(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    close_table(database, pair[0], pair[1], round_.id)
    with pytest.raises(TableClosed):
        mark(database, pair[0], round_, "late")
    with database.transaction() as db:
        [line, *_] = roll.list_roll(db, round_.id)
    with pytest.raises(TableClosed), database.transaction() as db:
        unmark_voter(db, pair[0], round_.id, line.id, now=NOON)
    assert rows(database, VoterRoll) == 3


@pytest.mark.parametrize(
    "tampering",
    [
        "INSERT INTO voter_roll (round_id, channel, door, marked_by_id, marked_at)"
        " SELECT round_id, 'paper', door, marked_by_id, marked_at FROM voter_roll",
        "DELETE FROM voter_roll",
        "UPDATE paper_table SET papers = 43",
        "UPDATE paper_table SET signed_by_id = NULL, signed_at = NULL",
        "DELETE FROM paper_table",
    ],
)
def test_the_database_itself_keeps_what_is_signed(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer], tampering: str
) -> None:
    close_table(database, pair[0], pair[1], round_.id)
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(tampering))


def test_a_number_that_is_not_on_the_roll_cannot_be_signed_in_the_database(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    values = (
        f"{round_.id}, 43, {pair[0].account_id}, CURRENT_TIMESTAMP, {pair[1].account_id}, CURRENT_TIMESTAMP"
    )
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(f"INSERT INTO paper_table VALUES ({values})"))


def test_signing_against_marking_leaves_the_number_that_is_signed(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    first, second = pair
    state(database, first, round_, 3)

    def try_to_sign() -> None:
        with suppress(NobodyStated, TableClosed):
            sign(database, second, round_)

    def try_to_mark(number: int) -> None:
        with suppress(TableClosed):
            mark(database, first, round_, f"late{number}")

    jobs: list[Callable[[], None]] = [partial(try_to_mark, number) for number in range(4)]
    at_once([try_to_sign, *jobs, try_to_sign])
    with database.reading() as db:
        table = db.execute(text("SELECT papers, signed_at FROM paper_table")).one()
    assert table.signed_at is None or table.papers == rows(database, VoterRoll)


def test_papers_are_counted_when_the_table_is_closed_and_everybody_sees_when(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    close(database, round_)
    with database.transaction() as db:
        for serial in (1, 2, 3):
            for official in pair:
                enter_paper_ballot(db, official, round_.id, serial, marks={round_.projects[0]: 1}, now=CLOSE)
    announce = partial(announce_result, page_url=PAGE, now=CLOSE)
    with pytest.raises(TableOpen), database.transaction() as db:
        announce(db, pair[0], round_.id)
    close_table(database, pair[0], pair[1], round_.id, now=CLOSE)
    with database.transaction() as db:
        announce(db, pair[0], round_.id)
    with database.reading() as db:
        ledger = get_ledger_page(db, round_.id).ledger
    assert ledger is not None
    assert (ledger.table_closed_at, ledger.paper, ledger.is_even) == (CLOSE, 3, True)
