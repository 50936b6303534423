"""What would make a sample, a ledger or a check of a roll say more than they know."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.paper_ballots import mark_voter
from idea4gov.actions.rounds.roll_sample import (
    draw_sample,
    find_outcome,
    get_sample_page,
    list_sample_problems,
    note_look,
    say_found,
)
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.ledger import tell_cells
from idea4gov.domain.rounds.roll_sample import OwnLine, choose_lines
from idea4gov.store.models import Account, RollSampleLine
from idea4gov.store.rounds import roll, roll_sample
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, announce, close, officials, round_
from tests.conftest import NOON
from tests.factories import add_account
from tests.hosted import HostedRound
from tests.officials import add_official
from tests.voters import add_voters, cast, settle

__all__ = ["round_"]
VOTERS = 12
UNGUARDED = {
    "sqlite": ("DROP TRIGGER roll_sample_changed", "DROP TRIGGER roll_sample_line_removed"),
    "postgresql": (
        "ALTER TABLE roll_sample DISABLE TRIGGER USER",
        "ALTER TABLE roll_sample_line DISABLE TRIGGER USER",
    ),
}


def announced(database: Database, round_: HostedRound) -> list[Viewer]:
    """Two officials of a round with VOTERS voters, whose result is announced."""
    for voter in add_voters(database, VOTERS):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    both = officials(database)
    close(database, round_)
    announce(database, both[0], round_)
    return both


def draw(database: Database, viewer: Viewer, round_: HostedRound) -> list[int]:
    with database.transaction() as db:
        return draw_sample(db, viewer, round_.id, size=10, now=CLOSE)


def say_right(database: Database, viewer: Viewer, round_: HostedRound, position: int) -> None:
    with database.transaction() as db:
        say_found(db, viewer, round_.id, position, "right", now=CLOSE)


def checked(database: Database, round_: HostedRound) -> int:
    with database.reading() as db:
        found = find_outcome(db, round_.id)
    assert found is not None
    return found.checked


def be_one_person(database: Database, viewers: list[Viewer]) -> Viewer:
    """Let the second account be of the first one's person. Returns the second viewer, as that person."""
    first, second = viewers
    with database.transaction() as db:
        one = update(Account).where(Account.id == second.account_id)
        db.execute(one.values(person_id=first.person_id))
    return replace(second, person_id=first.person_id)


def test_one_person_with_two_accounts_settles_no_line(database: Database, round_: HostedRound) -> None:
    both = announced(database, round_)
    position = draw(database, both[0], round_)[0]
    for viewer in (both[0], be_one_person(database, both)):
        say_right(database, viewer, round_, position)
    assert checked(database, round_) == 0


@pytest.mark.parametrize("outcome", ["right", "wrong"])
def test_the_database_wants_two_persons_and_what_the_first_recorded(
    database: Database, owned: Database, round_: HostedRound, outcome: str
) -> None:
    both = announced(database, round_)
    position = draw(database, both[0], round_)[0]
    say_right(database, both[0], round_, position)
    if outcome == "right":
        be_one_person(database, both)
    confirm = update(RollSampleLine).where(RollSampleLine.position == position)
    values = {"outcome": outcome, "confirmed_by_id": both[1].account_id, "confirmed_at": CLOSE}
    with pytest.raises(IntegrityError, match="sample"), owned.transaction() as db:
        db.execute(confirm.values(**values))


def test_who_voted_does_not_look_the_own_line_up(database: Database, round_: HostedRound) -> None:
    with database.transaction() as db:
        other, voter = add_official(db), add_official(db)
        voter = settle(db, voter.account_id)
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    close(database, round_)
    announce(database, other, round_)
    [position] = draw(database, other, round_)
    with pytest.raises(OwnLine):
        say_right(database, voter, round_, position)
    say_right(database, other, round_, position)
    assert checked(database, round_) == 0


def test_the_audit_log_says_who_saw_the_voters_of_the_lines(database: Database, round_: HostedRound) -> None:
    first, second = announced(database, round_)
    draw(database, first, round_)
    with database.transaction() as db:
        assert not get_sample_page(db, second, round_.id).is_noted
        note_look(db, second, round_.id, now=CLOSE)
    with database.reading() as db:
        assert get_sample_page(db, second, round_.id).is_noted
        assert not get_sample_page(db, first, round_.id).is_noted


@pytest.mark.parametrize("counts", [(1, 1, 50), (4, 4, 50), (1, 1, 1, 9), (3, 50, 60), (1, 1), (50, 60)])
def test_beside_small_cells_one_that_is_not_small_is_hidden(counts: tuple[int, ...]) -> None:
    cells = tell_cells({str(place): count for place, count in enumerate(counts)})
    small = sum(count < 5 for count in counts)
    assert sum(cell.voters is None for cell in cells) == small + (0 < small < len(counts))


def test_marking_a_voter_again_makes_no_room_for_one_whom_nobody_marked(
    database: Database, round_: HostedRound
) -> None:
    with database.transaction() as db:
        official = add_official(db)
        add_account(db, "somchai@example.org")
        for key in ("a", "b", "c"):
            mark_voter(db, official, round_.id, email="somchai@example.org", form_key=key, now=NOON)
    assert problems(database) == []
    with database.transaction() as db:
        roll.add_stranger(db, round_.id, marked_by_id=official.account_id, form_key="x", now=NOON)
    assert problems(database) == [f"round {round_.id} has 2 voters on paper, but officials marked 1"]


def test_a_paper_may_be_given_to_who_has_not_confirmed_the_account_yet(
    database: Database, round_: HostedRound
) -> None:
    with database.transaction() as db:
        official = add_official(db)
        add_account(db, "new@example.org", confirmed=False)
        mark_voter(db, official, round_.id, email="new@example.org", form_key="k", now=NOON)
    assert problems(database) == []


def problems(database: Database) -> list[str]:
    with database.snapshot() as db:
        return list(list_ballot_problems(db))


def test_a_sample_by_another_seed_than_that_of_the_lots_shows_in_check(
    database: Database, owned: Database, round_: HostedRound
) -> None:
    draw(database, announced(database, round_)[0], round_)
    chosen = choose_lines("another", round_.id, VOTERS, 10)
    with owned.transaction() as db:
        for statement in UNGUARDED[db.get_bind().dialect.name]:
            db.execute(text(statement))
        db.execute(text("DELETE FROM roll_sample_line"))
        db.execute(text("UPDATE roll_sample SET seed = 'another'"))
        ids = roll_sample.lines_at(db, round_.id, chosen)
        lines = [
            {"round_id": round_.id, "position": place, "line_id": line_id} for place, line_id in ids.items()
        ]
        db.execute(insert(RollSampleLine), lines)
        if db.get_bind().dialect.name == "postgresql":
            for statement in UNGUARDED["postgresql"]:
                db.execute(text(statement.replace("DISABLE", "ENABLE")))
    with database.snapshot() as db:
        assert len(list(list_sample_problems(db))) == 1


def test_a_sample_is_of_the_whole_roll(database: Database, owned: Database, round_: HostedRound) -> None:
    announced(database, round_)
    with owned.reading() as db:
        seed = db.scalar(text("SELECT tie_seed FROM budget_round")) or ""
        ids = roll_sample.lines_at(db, round_.id, choose_lines(seed, round_.id, VOTERS - 1, 10))
    with pytest.raises(IntegrityError, match="sample"), owned.transaction() as db:
        roll_sample.add_sample(
            db, round_.id, seed=seed, lines=VOTERS - 1, line_ids=ids, drawn_by_id=None, now=CLOSE
        )


def test_no_line_comes_to_a_sample_later(database: Database, owned: Database, round_: HostedRound) -> None:
    positions = draw(database, announced(database, round_)[0], round_)
    other = next(place for place in range(1, VOTERS + 1) if place not in positions)
    with owned.reading() as db:
        line_id = roll_sample.lines_at(db, round_.id, [other])[other]
    with pytest.raises(IntegrityError, match="sample"), owned.transaction() as db:
        db.execute(insert(RollSampleLine).values(round_id=round_.id, position=other, line_id=line_id))
