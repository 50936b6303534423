"""The running log of an urn: a leaf for each act, heads that only grow, and what is stuffed shows."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from idea4gov.actions.rounds.paper_ballots import enter_paper_ballot, mark_voter
from idea4gov.actions.rounds.urn_log import (
    get_log,
    keep_logs,
    list_log_problems,
    prove_growth,
    prove_leaf,
    read_log,
)
from idea4gov.actions.rounds.voting import withdraw_ballot
from idea4gov.domain.errors import NotFound
from idea4gov.domain.merkle import includes, is_consistent
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.urn_log import hash_leaf, leaf_line
from idea4gov.store.models import UrnBallot
from idea4gov.store.rounds import urn_log, voting
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, announce, close, officials
from tests.conftest import NOON
from tests.hosted import BY_EMAIL, HostedRound, add_hosted_round
from tests.parallel import at_once
from tests.tables import close_table
from tests.voters import add_voters, cast, code

HOUR = timedelta(hours=1)


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


@pytest.fixture
def voters(database: Database, round_: HostedRound) -> list[Viewer]:
    assert round_
    return add_voters(database, 5)


def kinds(database: Database, round_: HostedRound) -> dict[str, int]:
    with database.reading() as db:
        return urn_log.count_kinds(db, round_.id)


def faults(database: Database) -> list[str]:
    with database.snapshot() as db:
        return list(list_log_problems(db))


def test_each_act_on_a_ballot_adds_a_leaf(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    one, other, *_ = voters
    lamps, benches, _ = round_.projects
    cast(database, one, round_.id, {lamps: 1})
    cast(database, one, round_.id, {benches: 1}, version=1)
    cast(database, other, round_.id, {lamps: 1})
    with database.transaction() as db:
        withdraw_ballot(db, other, round_.id, version=1, now=NOON)
    assert kinds(database, round_) == {"cast": 2, "replace": 1, "withdraw": 1}
    assert faults(database) == []


def test_a_double_click_adds_one_leaf(database: Database, round_: HostedRound, voters: list[Viewer]) -> None:
    for _ in range(2):
        cast(database, voters[0], round_.id, {round_.projects[0]: 1}, receipt=code(1))
    assert kinds(database, round_) == {"cast": 1}


def test_leaves_get_numbers_each_minute_and_heads_each_hour(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    for place, voter in enumerate(voters):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
        keep_logs(database, now=NOON + place * timedelta(minutes=20))
    with database.reading() as db:
        page = get_log(db, round_.id)
        assert [(one.size, one.ballots) for one in page.heads] == [(1, 1), (4, 4)]
        assert urn_log.count_leaves(db, round_.id) == 5
        before, after, proof = prove_growth(db, round_.id, 1, 4)
        roots = bytes.fromhex(before.root), bytes.fromhex(after.root)
        assert is_consistent(1, 4, roots, [bytes.fromhex(one) for one in proof])
        for line in list(read_log(db, round_.id, 4)):
            commitment = line.split()[1]
            found = prove_leaf(db, round_.id, commitment)
            assert found.leaf.number is not None
            assert includes(
                hash_leaf("cast", commitment),
                found.leaf.number - 1,
                4,
                [bytes.fromhex(one) for one in found.proof],
                roots[1],
            )
        for wrong in ((0, 4), (2, 4), (4, 1)):
            with pytest.raises(NotFound):
                prove_growth(db, round_.id, *wrong)
        with pytest.raises(NotFound):
            prove_leaf(db, round_.id, "0" * 64)
    assert faults(database) == []


@pytest.mark.slow
def test_ballots_at_once_get_a_leaf_each_while_others_number_them(
    database: Database, round_: HostedRound
) -> None:
    voters = add_voters(database, 20)
    casts = [partial(cast, database, one, round_.id, {round_.projects[0]: 1}) for one in voters]
    keeps = [partial(keep_logs, database, now=NOON + n * HOUR) for n in range(6)]
    jobs: list[Callable[[], int | None]] = [*casts[:10], *keeps, *casts[10:]]
    assert at_once(jobs).count(1) == 20
    keep_logs(database, now=NOON + 9 * HOUR)
    with database.reading() as db:
        newest = urn_log.find_head(db, round_.id)
    assert newest is not None
    assert (newest.size, newest.ballots) == (20, 20)
    assert faults(database) == []


def test_a_log_without_news_is_published_each_hour_until_the_seal(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    cast(database, voters[0], round_.id, {round_.projects[0]: 1})
    for hour in range(3):
        keep_logs(database, now=NOON + hour * HOUR)
    close(database, round_)
    keep_logs(database, now=NOON + 1000 * HOUR)
    with database.reading() as db:
        heads = urn_log.list_heads(db, round_.id)
    assert [(one.size, one.ballots) for one in heads] == [(1, 1)] * 4


def test_sealing_and_counting_end_the_log_with_what_is_in_the_urn(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    [official, other] = officials(database)
    for voter in voters:
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        for serial in (1, 2):
            mark_voter(db, official, round_.id, email=None, form_key=f"key{serial}", now=NOON)
    close_table(database, official, other, round_.id)
    close(database, round_)
    with database.transaction() as db:
        for serial in (1, 2):
            for one in (official, other):
                enter_paper_ballot(db, one, round_.id, serial, marks={round_.projects[1]: 1}, now=CLOSE)
    announce(database, official, round_)
    with database.reading() as db:
        page = get_log(db, round_.id)
        assert [(one.size, one.ballots) for one in page.heads] == [(5, 5), (7, 7)]
        assert page.kinds == {"cast": 5, "paper": 2}
        assert len(list(db.scalars(select(UrnBallot.number)))) == 7
        assert urn_log.list_pending(db) == []
    assert faults(database) == []


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM urn_leaf",
        "DELETE FROM urn_head",
        "UPDATE urn_leaf SET number = 9",
        "UPDATE urn_leaf SET kind = 'spoiled'",
        "UPDATE urn_head SET ballots = 9",
        "INSERT INTO urn_leaf (round_id, kind, commitment, made_at) "
        "SELECT round_id, 'cast', 'f' || substr(commitment, 2), made_at FROM urn_leaf",
    ],
)
def test_the_database_itself_keeps_the_log(
    database: Database, round_: HostedRound, voters: list[Viewer], tampering: str
) -> None:
    cast(database, voters[0], round_.id, {round_.projects[0]: 1})
    close(database, round_)
    with pytest.raises(DatabaseError), database.transaction() as db:
        db.execute(text(tampering))


def test_a_ballot_written_by_hand_shows(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    stuffed = voters[1]
    cast(database, voters[0], round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        voting.enter_roll(db, round_.id, stuffed.person_id, BY_EMAIL, now=NOON)
        db.execute(
            text(
                "INSERT INTO ballot (round_id, person_id, channel, version, receipt_digest, label, cast_at) "
                "SELECT round_id, :person, 'online', 1, :label, :label, cast_at FROM ballot"
            ),
            {"person": stuffed.person_id, "label": "a" * 64},
        )
    assert faults(database) == [
        f"round {round_.id}: the log says 1 ballots, the roll 2",
        f"round {round_.id}: 1 ballots have no leaf, but 0 are older than the log",
    ]


def test_a_ballot_changed_by_hand_has_no_leaf(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    cast(database, voters[0], round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        db.execute(text("UPDATE ballot_line SET project_id = :other"), {"other": round_.projects[1]})
    [fault] = faults(database)
    assert fault.endswith("has no leaf in the log")


def test_leaves_slipped_under_a_published_head_show(
    sqlite_database: Database,
) -> None:
    with sqlite_database.transaction() as db:
        round_ = add_hosted_round(db)
    for voter in add_voters(sqlite_database, 3):
        cast(sqlite_database, voter, round_.id, {round_.projects[0]: 1})
    keep_logs(sqlite_database, now=NOON)
    with sqlite_database.transaction() as db:
        # As somebody can who owns the database.
        db.execute(text("DROP TRIGGER urn_leaf_changed"))
        db.execute(text("UPDATE urn_leaf SET commitment = 'f' || substr(commitment, 2) WHERE number = 2"))
    assert any("root" in one for one in faults(sqlite_database))


def test_a_leaf_is_written_as_it_is_hashed() -> None:
    assert leaf_line("cast", "a" * 64) == "cast " + "a" * 64
