"""Two rounds of a town that close one after the other: each keeps its own ballots, urn, seals and draw."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from idea4gov.actions.rounds.draw import correct_draw, enter_draw, sign_correction
from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.draw import Draw
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.tally.election import Ballot
from idea4gov.store.models import BallotLine, BudgetRound, CastBallot, OutgoingMail
from idea4gov.store.rounds import urn
from idea4gov.store.rounds.draw import find_draw, find_open
from idea4gov.store.rounds.roll import list_own_ballots
from idea4gov.store.rounds.sealing import find_sealed, list_seals, list_voted
from idea4gov.store.rounds.voting import find_ballot
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, close, officials, rows
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast, code

Pair = tuple[HostedRound, HostedRound]


@pytest.fixture
def pair(database: Database) -> Pair:
    with database.transaction() as db:
        return add_hosted_round(db), add_hosted_round(db, mode="cumulative")


@pytest.fixture
def voters(database: Database, pair: Pair) -> list[Viewer]:
    """Three voters: each casts one ballot in the first round and another in the second."""
    here, there = pair
    people = add_voters(database, 3)
    for place, voter in enumerate(people, 1):
        marks: Mapping[int, int] = {here.projects[0]: 1}
        cast(database, voter, here.id, marks, receipt=code(place))
        cast(
            database, voter, there.id, {there.projects[1]: 4, there.projects[2]: 2}, receipt=code(10 + place)
        )
    return people


def test_closing_one_round_leaves_the_ballots_of_the_other(
    database: Database, pair: Pair, voters: list[Viewer]
) -> None:
    here, there = pair
    close(database, here)
    assert (rows(database, CastBallot), rows(database, BallotLine)) == (3, 6)
    with database.reading() as db:
        sealed, voting = (db.get_one(BudgetRound, round_.id) for round_ in pair)
        assert (sealed.ballot_count, voting.ballot_count, voting.digest) == (3, None, None)
        assert set(db.scalars(select(OutgoingMail.round_id))) <= {there.id, None}
        assert there.id in set(db.scalars(select(OutgoingMail.round_id)))
        for voter in voters:
            assert find_ballot(db, here.id, voter.person_id) is None
            assert find_ballot(db, there.id, voter.person_id) is not None
        assert (urn.count_urn(db, here.id), urn.count_urn(db, there.id)) == (3, 0)
        assert (len(list_seals(db, here.id)), list_seals(db, there.id)) == (1, [])
        assert find_sealed(db, here.id, digest_code(code(2))) == (Line(here.projects[0], 1),)
        assert find_sealed(db, here.id, digest_code(code(12))) is None
        own = list_own_ballots(db, voters[0].person_id)
        assert [(one.round_id, one.phase, one.cast_at) for one in own] == [
            (there.id, "voting", NOON),
            (here.id, "counting", None),
        ]


@pytest.mark.parametrize("chunk", [1, 2, 5_000])
def test_an_urn_is_read_whole_whatever_the_chunk(
    database: Database, pair: Pair, voters: list[Viewer], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = pair
    cast(database, voters[0], there.id, {there.projects[0]: 6}, version=1, receipt=code(20))
    for round_ in pair:
        close(database, round_)
    monkeypatch.setattr(urn, "CHUNK", chunk)
    with database.snapshot() as db:
        assert list(urn.count_groups(db, here.id)) == [(Ballot(("1",)), 3)]
        assert dict(urn.count_groups(db, there.id)) == {
            Ballot(("1",), (6,)): 1,
            Ballot(("2", "3"), (4, 2)): 2,
        }
        read = {one.voter_id: one.ballot for one in urn.read_urn(db, there.id)}
        assert read == {
            digest_code(code(20)): Ballot(("1",), (6,)),
            digest_code(code(12)): Ballot(("2", "3"), (4, 2)),
            digest_code(code(13)): Ballot(("2", "3"), (4, 2)),
        }
        assert [one.voter_id for one in urn.read_urn(db, there.id)] == sorted(read)
        assert list_voted(db) == [here.id, there.id]


def test_each_round_has_its_own_draw_and_its_own_correction(database: Database, pair: Pair) -> None:
    first, second = officials(database)
    third, _ = officials(database)
    here, there = pair
    draws = {round_.id: Draw(f"4 1 {round_.id}", "หอประชุม", "ประธานชุมชน") for round_ in pair}
    mended = Draw("9 9 9", "ลานวัด", "กำนัน")
    for round_ in pair:
        close(database, round_)
        with database.transaction() as db:
            enter_draw(db, first, round_.id, draws[round_.id], page_url=PAGE, now=CLOSE)
    with database.transaction() as db:
        correct_draw(db, second, there.id, mended, reason="อ่านเลขผิด", page_url=PAGE, now=CLOSE)
        assert find_open(db, here.id) is None
        waiting = find_open(db, there.id)
        assert waiting is not None
        assert (waiting.reason, waiting.entry.words) == ("อ่านเลขผิด", "9 9 9")
        assert waiting.accounts == {first.account_id, second.account_id}
        assert waiting.persons == {first.person_id, second.person_id}
        sign_correction(db, third, there.id, waiting.id, page_url=PAGE, now=CLOSE)
    with database.reading() as db:
        mine, other = find_draw(db, here.id), find_draw(db, there.id)
        assert mine is not None
        assert other is not None
        assert (mine.words, mine.before, mine.corrected_at) == (draws[here.id].words, None, None)
        assert (other.words, other.occasion, other.witnesses) == ("9 9 9", "ลานวัด", "กำนัน")
        assert (other.reason, other.corrected_at) == ("อ่านเลขผิด", CLOSE)
        assert other.before is not None
        assert (other.before.words, other.before.seed) == (draws[there.id].words, draws[there.id].seed)
        seeds = [db.get_one(BudgetRound, round_.id).tie_seed for round_ in pair]
        assert seeds == [draws[here.id].seed, mended.seed]
