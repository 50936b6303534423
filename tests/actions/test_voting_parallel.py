"""Ballots that arrive at the same moment: the database decides, and every ballot is whole."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy import func, select

from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.actions.rounds.voting import withdraw_ballot
from idea4gov.domain.clock import GRACE
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.rounds.voting import NotVoting, StaleBallot, VotedOnPaper
from idea4gov.store.models import BallotLine, CastBallot, UrnBallot, UrnBallotLine, VoterRoll
from idea4gov.store.rounds.sealing import list_seals
from idea4gov.store.rounds.voting import enter_roll, find_ballot
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import AT_COUNTER, HostedRound, add_hosted_round
from tests.parallel import at_once
from tests.voters import add_voters, cast, code

pytestmark = pytest.mark.slow


def voting(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


def attempt(
    database: Database, voter: Viewer, round_: HostedRound, number: int, version: int = 0
) -> int | str:
    """Cast the ballot of this number: one or two lines, each number another receipt."""
    lamps, benches, bus = round_.projects
    marks = {lamps: 1, bus: 1} if number % 2 else {benches: 1}
    try:
        return cast(database, voter, round_.id, marks, version=version, receipt=code(number + 1))
    except (StaleBallot, VotedOnPaper) as error:
        return error.code


def rows(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_fifty_ballots_of_one_person_at_once_are_one_and_whole(database: Database) -> None:
    round_ = voting(database)
    [voter] = add_voters(database, 1)
    answers = at_once([partial(attempt, database, voter, round_, number) for number in range(50)])
    assert sorted(map(str, answers)) == ["1"] + ["stale_ballot"] * 49
    winner = answers.index(1)
    with database.reading() as db:
        found = find_ballot(db, round_.id, voter.person_id)
    assert found is not None
    assert len(found.lines) == (2 if winner % 2 else 1) == rows(database, BallotLine)
    assert (rows(database, CastBallot), rows(database, VoterRoll)) == (1, 1)


def test_replacements_at_once_move_the_version_by_one(database: Database) -> None:
    round_ = voting(database)
    [voter] = add_voters(database, 1)
    attempt(database, voter, round_, 0)
    answers = at_once([partial(attempt, database, voter, round_, n, 1) for n in range(10, 26)])
    assert sorted(map(str, answers)) == ["2"] + ["stale_ballot"] * 15


def test_paper_and_online_at_once_leave_one_of_them(database: Database) -> None:
    round_ = voting(database)
    voters = add_voters(database, 12)
    [official] = add_voters(database, 1)
    serial = count(100)

    def mark(voter: Viewer) -> str:
        with database.transaction() as db:
            now = NOON
            return enter_roll(
                db, round_.id, voter.person_id, AT_COUNTER, marked_by_id=official.account_id, now=now
            )

    jobs = [
        job
        for voter in voters
        for job in (partial(attempt, database, voter, round_, next(serial)), partial(mark, voter))
    ]
    answers = at_once(jobs)
    for online, channel in zip(answers[::2], answers[1::2], strict=True):
        assert (online, channel) in ((1, "online"), ("voted_on_paper", "paper"))
    assert rows(database, CastBallot) == answers.count(1)


def test_casting_and_withdrawing_in_a_storm_leaves_roll_and_ballots_in_step(database: Database) -> None:
    round_ = voting(database)
    voters = add_voters(database, 12)

    def withdraw(voter: Viewer) -> str:
        try:
            with database.transaction() as db:
                withdraw_ballot(db, voter, round_.id, version=1, now=NOON)
        except StaleBallot as error:
            return error.code
        return "withdrawn"

    jobs = [
        job
        for number, voter in enumerate(voters)
        for job in (
            partial(attempt, database, voter, round_, 10 * number),
            partial(withdraw, voter),
            partial(attempt, database, voter, round_, 10 * number + 1),
        )
    ]
    at_once(jobs)
    assert rows(database, CastBallot) == rows(database, VoterRoll)
    with database.reading() as db:
        lined = db.scalar(select(func.count(func.distinct(BallotLine.ballot_id))))
    assert lined == rows(database, CastBallot)


def test_closing_against_a_hundred_ballots_in_flight_loses_none(database: Database) -> None:
    round_ = voting(database)
    voters = add_voters(database, 100)
    last = NOON + timedelta(days=10) - timedelta(hours=1, seconds=1)

    def vote(number: int, voter: Viewer) -> int:
        lamps, _, bus = round_.projects
        try:
            marks = {lamps: 1, bus: 1}
            return cast(database, voter, round_.id, marks, receipt=code(number + 1), now=last)
        except NotVoting:
            return 0

    def close() -> int:
        with database.transaction() as db:
            settle_phase(db, round_.id, page_url="", now=last + timedelta(seconds=1) + GRACE)
        return 0

    jobs: list[Callable[[], int]] = [partial(vote, number, voter) for number, voter in enumerate(voters)]
    answers = at_once([*jobs[:60], close, *jobs[60:]])
    del answers[60]
    cast_codes = {digest_code(code(number + 1)) for number, answer in enumerate(answers) if answer}
    with database.reading() as db:
        labels = set(db.scalars(select(UrnBallot.label)))
        [seal] = list_seals(db, round_.id)
    assert labels == cast_codes
    assert seal.roll_count == seal.ballot_count == len(labels)
    assert rows(database, UrnBallotLine) == 2 * len(labels)
    assert (rows(database, CastBallot), rows(database, BallotLine)) == (0, 0)
    assert rows(database, VoterRoll) == len(labels)
