"""The sample of a roll: drawn once by the lots, looked up by two; and the ledger beside it."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.ledger import get_ledger_page
from idea4gov.actions.rounds.roll_sample import (
    draw_sample,
    find_outcome,
    get_sample_page,
    list_sample_problems,
    say_found,
)
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.drafts import NotAChoice
from idea4gov.domain.rounds.ledger import Cell
from idea4gov.domain.rounds.roll_sample import (
    EmptyRoll,
    Found,
    NotInSample,
    SampleDrawn,
    SampleTooEarly,
    choose_lines,
)
from idea4gov.domain.sessions import PasswordNeeded
from idea4gov.store.models import RollSampleLine, VoterRoll
from idea4gov.store.rounds import roll_sample
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, announce, close, officials, round_, rows
from tests.hosted import HostedRound
from tests.parallel import at_once
from tests.voters import add_voters, cast

__all__ = ["round_"]
VOTERS = 14


@pytest.fixture
def pair(database: Database, round_: HostedRound) -> list[Viewer]:
    """Two officials of a round with VOTERS voters, whose result is announced."""
    for voter in add_voters(database, VOTERS):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    both = officials(database)
    close(database, round_)
    announce(database, both[0], round_)
    return both


def draw(database: Database, viewer: Viewer | None, round_: HostedRound, size: int = 10) -> list[int]:
    with database.transaction() as db:
        return draw_sample(db, viewer, round_.id, size=size, now=CLOSE)


def say(database: Database, viewer: Viewer, round_: HostedRound, position: int, outcome: str) -> None:
    with database.transaction() as db:
        say_found(db, viewer, round_.id, position, outcome, now=CLOSE)


def found(database: Database, round_: HostedRound) -> Found | None:
    with database.reading() as db:
        return find_outcome(db, round_.id)


def test_the_lots_of_the_round_choose_the_lines(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    positions = draw(database, pair[0], round_)
    with database.snapshot() as db:
        sample = roll_sample.find_sample(db, round_.id)
        assert sample is not None
        assert positions == choose_lines(sample.seed, round_.id, VOTERS, 10)
        assert list(list_sample_problems(db)) == []
        page = get_sample_page(db, pair[0], round_.id)
    assert [one.line.position for one in page.lines] == positions
    assert all(one.voter.name and one.voter.source == "declared" for one in page.lines)


def test_a_roll_that_is_shorter_is_looked_up_as_a_whole(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    assert draw(database, None, round_, size=30) == list(range(1, VOTERS + 1))


def test_one_sample_is_drawn_also_by_requests_at_once(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    def try_it(viewer: Viewer) -> bool:
        try:
            draw(database, viewer, round_)
        except SampleDrawn:
            return False
        return True

    assert sorted(at_once([partial(try_it, viewer) for viewer in pair * 3])) == [False] * 5 + [True]
    assert rows(database, RollSampleLine) == 10


def test_it_is_drawn_after_the_announcement_by_officials_of_the_place_with_a_password(
    database: Database, round_: HostedRound
) -> None:
    [first, _] = officials(database)
    with pytest.raises(SampleTooEarly):
        draw(database, first, round_)
    with pytest.raises(PasswordNeeded):
        draw(database, replace(first, confirmed_at=None), round_)
    [citizen] = add_voters(database, 1)
    with pytest.raises(NotFound):
        draw(database, citizen, round_)
    close(database, round_)
    announce(database, first, round_)
    with pytest.raises(EmptyRoll):
        draw(database, first, round_)


def test_two_who_say_the_same_settle_a_line_for_good(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    first, second = pair
    position = draw(database, first, round_)[0]
    say(database, first, round_, position, "right")
    say(database, first, round_, position, "right")
    assert found(database, round_) == Found(size=10, checked=0, wrong=0)
    say(database, second, round_, position, "right")
    assert found(database, round_) == Found(size=10, checked=1, wrong=0)
    with pytest.raises(NotInSample):
        say(database, second, round_, position, "wrong")


def test_who_finds_otherwise_takes_the_place_of_the_first_and_needs_another(
    database: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    first, second = pair
    position = draw(database, first, round_)[0]
    say(database, first, round_, position, "right")
    say(database, second, round_, position, "not_found")
    assert found(database, round_) == Found(size=10, checked=0, wrong=0)
    say(database, first, round_, position, "not_found")
    assert found(database, round_) == Found(size=10, checked=1, wrong=1)


@pytest.mark.parametrize("outcome", ["", "maybe", "RIGHT"])
def test_other_words_are_refused(
    database: Database, round_: HostedRound, pair: list[Viewer], outcome: str
) -> None:
    position = draw(database, pair[0], round_)[0]
    with pytest.raises(NotAChoice):
        say(database, pair[0], round_, position, outcome)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE roll_sample SET seed = 'another'",
        "DELETE FROM roll_sample_line",
        "DELETE FROM roll_sample",
        "UPDATE roll_sample_line SET position = position + 100",
        "UPDATE roll_sample_line SET outcome = 'right', recorded_by_id = {first}, confirmed_by_id = {first},"
        " confirmed_at = CURRENT_TIMESTAMP",
    ],
)
def test_the_database_itself_keeps_the_sample(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer], tampering: str
) -> None:
    draw(database, pair[0], round_)
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(tampering.format(first=pair[0].account_id)))


def test_a_confirmed_outcome_cannot_be_changed_in_the_database(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    position = draw(database, pair[0], round_)[0]
    for viewer in pair:
        say(database, viewer, round_, position, "wrong")
    with pytest.raises(IntegrityError, match="sample"), owned.transaction() as db:
        db.execute(update(RollSampleLine).values(outcome="right"))


def test_a_sample_of_other_lines_than_the_lots_choose_shows_in_check(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    with database.reading() as db:
        seed = db.scalar(text("SELECT tie_seed FROM budget_round"))
        ids = list(db.scalars(text("SELECT id FROM voter_roll ORDER BY id")))
    chosen = choose_lines(seed or "", round_.id, VOTERS, 10)
    wanted = [position for position in range(1, VOTERS + 1) if position not in chosen]
    with owned.transaction() as db:
        picked = {position: ids[position - 1] for position in [*wanted, *chosen][:10]}
        roll_sample.add_sample(
            db, round_.id, seed=seed or "", lines=VOTERS, line_ids=picked, drawn_by_id=None, now=CLOSE
        )
    with database.snapshot() as db:
        assert len(list(list_sample_problems(db))) == 1


def test_the_ledger_comes_when_voting_has_ended_and_its_sums_are_those_of_the_urn(
    database: Database, round_: HostedRound
) -> None:
    for voter in add_voters(database, 6):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    with database.reading() as db:
        assert get_ledger_page(db, round_.id).ledger is None
    close(database, round_)
    announce(database, officials(database)[0], round_)
    with database.reading() as db:
        ledger = get_ledger_page(db, round_.id).ledger
    assert ledger is not None
    assert ledger.doors == {"counter": 0, "email": 6}
    assert (ledger.online, ledger.paper, ledger.sealed_online, ledger.sealed_paper) == (6, 0, 6, 0)
    assert ledger.is_even
    # 12.00 in Thailand is 5.00 in UTC.
    assert ledger.hours == [Cell("2026-11-23 12", 6)]


def test_hours_with_few_voters_are_not_told(database: Database, round_: HostedRound) -> None:
    for voter in add_voters(database, 4):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    close(database, round_)
    with database.reading() as db:
        ledger = get_ledger_page(db, round_.id).ledger
    assert ledger is not None
    assert ledger.hours == [Cell("2026-11-23 12", None)]
    assert (ledger.total, ledger.is_even) == (4, None)


def test_a_line_of_another_roll_is_in_no_sample(
    database: Database, owned: Database, round_: HostedRound, pair: list[Viewer]
) -> None:
    draw(database, pair[0], round_)
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(insert(RollSampleLine).values(round_id=round_.id, position=99, line_id=99_999))
    assert rows(database, VoterRoll) == VOTERS
