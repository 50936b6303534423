"""Ballots, roll and papers in the store, where two rounds and several voters lie side by side."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.paper_ballots import UrnDiffers
from idea4gov.domain.rounds.receipts import Slip, digest_code
from idea4gov.domain.rounds.voting import ReceiptTaken
from idea4gov.domain.tally.election import Ballot
from idea4gov.store.models import BallotLine, BudgetProject, BudgetRound
from idea4gov.store.rounds.paper_ballots import (
    add_entry,
    add_paper_ballot,
    count_paper_ballots,
    find_paper_ballot,
    list_paper_ballots,
    move_paper_ballot,
)
from idea4gov.store.rounds.roll import (
    add_stranger,
    count_roll,
    delete_paper_voter,
    find_person,
    list_own_ballots,
    list_roll,
)
from idea4gov.store.rounds.sealing import (
    Named,
    add_seal,
    begin_sealing,
    count_cast,
    list_agreed_ids,
    list_seals,
    move_chunk,
    project_codes,
    read_agreed,
    read_cast,
    save_attributes,
    save_file,
)
from idea4gov.store.rounds.urn import read_urn
from idea4gov.store.rounds.voting import (
    add_ballot,
    delete_ballot,
    enter_roll,
    find_ballot,
    find_channel,
    leave_roll,
    replace_ballot,
)
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, viewer_of
from tests.hosted import AT_COUNTER, BY_EMAIL, HostedRound, add_hosted_round
from tests.voters import code, slip


class Town(NamedTuple):
    """Two rounds, and two voters who cast a ballot in each of them."""

    here: HostedRound
    there: HostedRound
    voters: list[Viewer]


def add_town(db: Session) -> Town:
    here, there = add_hosted_round(db, mode="cumulative"), add_hosted_round(db, mode="cumulative")
    voters = [viewer_of(db, add_account(db, f"voter{number}@example.org")) for number in range(2)]
    for round_ in (here, there):
        for voter in voters:
            enter_roll(db, round_.id, voter.person_id, BY_EMAIL, now=NOON)
            lines = [Line(round_.projects[1], 1, 4), Line(round_.projects[0], 2, 2)]
            add_ballot(db, round_.id, voter.person_id, lines, slip=slip_of(round_.id, voter), now=NOON)
    return Town(here, there, voters)


def slip_of(round_id: int, voter: Viewer) -> Slip:
    return slip(code(round_id * 1_000 + voter.person_id))


def digest(round_id: int, voter: Viewer) -> str:
    return slip_of(round_id, voter).receipt_digest


def test_a_ballot_is_found_by_its_round_and_its_voter(database: Database) -> None:
    with database.transaction() as db:
        here, there, [one, other] = add_town(db)
        for round_ in (here, there):
            for voter in (one, other):
                found = find_ballot(db, round_.id, voter.person_id)
                assert found is not None
                assert (found.version, found.receipt_digest) == (1, digest(round_.id, voter))
                assert found.lines == (Line(round_.projects[1], 1, 4), Line(round_.projects[0], 2, 2))


def test_replacing_a_ballot_leaves_the_others_as_they_are(database: Database) -> None:
    with database.transaction() as db:
        here, there, [one, other] = add_town(db)
        rest = [(here, other), (there, one), (there, other)]
        before = [find_ballot(db, round_.id, voter.person_id) for round_, voter in rest]
        kept = find_ballot(db, here.id, one.person_id, lock=True)
        assert kept is not None
        replace_ballot(db, here.id, kept, [Line(here.projects[2], 1, 6)], slip=slip(code(7)), now=NOON)
        found = find_ballot(db, here.id, one.person_id)
        assert found is not None
        assert (found.version, found.receipt_digest) == (2, digest_code(code(7)))
        assert found.lines == (Line(here.projects[2], 1, 6),)
        assert [find_ballot(db, round_.id, voter.person_id) for round_, voter in rest] == before


def test_withdrawing_a_ballot_leaves_the_others_as_they_are(database: Database) -> None:
    with database.transaction() as db:
        here, there, [one, other] = add_town(db)
        rest = [(here, other), (there, one), (there, other)]
        before = [find_ballot(db, round_.id, voter.person_id) for round_, voter in rest]
        kept = find_ballot(db, here.id, one.person_id, lock=True)
        assert kept is not None
        delete_ballot(db, here.id, kept, commitment="c" * 64, now=NOON)
        assert leave_roll(db, here.id, one.person_id, channel="online")
        assert find_ballot(db, here.id, one.person_id) is None
        assert find_channel(db, here.id, one.person_id) is None
        assert [find_ballot(db, round_.id, voter.person_id) for round_, voter in rest] == before
        assert [find_channel(db, round_.id, voter.person_id) for round_, voter in rest] == ["online"] * 3
        assert db.scalar(select(func.count()).select_from(BallotLine)) == 6


def test_nobody_leaves_the_roll_by_the_other_channel(database: Database) -> None:
    with database.transaction() as db:
        here, _, [one, _] = add_town(db)
        assert not leave_roll(db, here.id, one.person_id, channel="paper")
        assert find_channel(db, here.id, one.person_id) == "online"


def test_whoever_stands_on_the_roll_keeps_their_channel(database: Database) -> None:
    with database.transaction() as db:
        here, there, [one, _] = add_town(db)
        official = add_account(db)
        assert enter_roll(db, here.id, one.person_id, AT_COUNTER, marked_by_id=official, now=NOON) == "online"
        new = viewer_of(db, add_account(db)).person_id
        assert enter_roll(db, here.id, new, AT_COUNTER, marked_by_id=official, now=NOON) == "paper"
        assert (find_channel(db, here.id, new), find_channel(db, there.id, new)) == ("paper", None)


def test_a_receipt_names_one_ballot_of_a_round(database: Database) -> None:
    with database.transaction() as db:
        here, _, [one, other] = add_town(db)
        kept = find_ballot(db, here.id, one.person_id, lock=True)
        assert kept is not None
        with pytest.raises(ReceiptTaken), db.begin_nested():
            replace_ballot(db, here.id, kept, [], slip=slip_of(here.id, other), now=NOON)


def test_the_roll_is_listed_and_counted_round_by_round(database: Database) -> None:
    with database.transaction() as db:
        here, there, _ = add_town(db)
        official = add_account(db)
        assert add_stranger(db, here.id, marked_by_id=official, form_key="k1", now=NOON)
        assert not add_stranger(db, here.id, marked_by_id=official, form_key="k1", now=NOON)
        assert (count_roll(db, here.id), count_roll(db, there.id)) == (
            {"online": 2, "paper": 1},
            {"online": 2, "paper": 0},
        )
        lines = list_roll(db, here.id)
        assert [(line.channel, line.name is None) for line in lines] == [
            ("online", False),
            ("online", False),
            ("paper", True),
        ]
        assert list_roll(db, here.id, channel="paper") == lines[2:]
        assert list_roll(db, here.id, after=lines[0].id, limit=1) == lines[1:2]


def test_only_a_paper_voter_of_this_round_is_taken_off_the_roll_by_number(database: Database) -> None:
    with database.transaction() as db:
        here, there, _ = add_town(db)
        official = add_account(db)
        for round_ in (here, there):
            add_stranger(db, round_.id, marked_by_id=official, form_key=str(round_.id), now=NOON)
        online, _, paper = list_roll(db, here.id)
        assert not delete_paper_voter(db, here.id, online.id)
        assert not delete_paper_voter(db, there.id, paper.id)
        assert delete_paper_voter(db, here.id, paper.id)
        assert (count_roll(db, here.id)["paper"], count_roll(db, there.id)["paper"]) == (0, 1)


def test_a_person_sees_their_own_ballots_newest_first(database: Database) -> None:
    with database.transaction() as db:
        here, there, [one, _] = add_town(db)
        own = list_own_ballots(db, one.person_id)
        assert [(ballot.round_id, ballot.channel, ballot.cast_at) for ballot in own] == [
            (there.id, "online", NOON),
            (here.id, "online", NOON),
        ]
        assert list_own_ballots(db, one.person_id, limit=1) == own[:1]
        assert find_person(db, "voter0@example.org") == one.person_id
        assert find_person(db, "nobody@example.org") is None


def test_ballots_move_into_the_urn_by_their_labels_and_without_those_of_other_rounds(
    database: Database,
) -> None:
    with database.transaction() as db:
        here, there, voters = add_town(db)
        codes = project_codes(db, here.id)
        assert set(codes) == set(here.projects)
        ballot = Ballot(tuple(codes[project] for project in (here.projects[1], here.projects[0])), (4, 2))
        assert [one.ballot for one in read_cast(db, here.id, codes)] == [ballot] * len(voters)
        assert begin_sealing(db, here.id) == len(voters)
        assert move_chunk(db, here.id, sealed=0, limit=1) == 1
        assert count_cast(db, here.id) == len(voters) - 1
        assert move_chunk(db, here.id, sealed=1, limit=9) == len(voters)
        labels = sorted(digest(here.id, voter) for voter in voters)
        assert list(read_urn(db, here.id)) == [CastBallot(label, ballot) for label in labels]
        assert (list(read_cast(db, here.id, codes)), count_cast(db, there.id)) == ([], len(voters))


def test_the_facts_of_a_file_are_stored_with_their_own_round(database: Database) -> None:
    with database.transaction() as db:
        here, there, _ = add_town(db)
        save_file(db, here.id, {"meta": [["description", "งบแสนสุข"]]})
        save_attributes(db, here.id, {"2": {"votes": "3"}})
        metas = [db.get_one(BudgetRound, round_.id).meta for round_ in (here, there)]
        assert metas == [[["description", "งบแสนสุข"]], []]
        cells = [db.get_one(BudgetProject, one).attributes for one in (*here.projects, *there.projects)]
        assert cells == [{}, {"votes": "3"}, {}, {}, {}, {}]


def test_nothing_is_sealed_when_roll_and_urn_differ(database: Database) -> None:
    with database.transaction() as db:
        here = add_town(db).here
        with pytest.raises(UrnDiffers), db.begin_nested():
            add_seal(db, here.id, "online", digest="f" * 64, now=NOON)
        assert list_seals(db, here.id) == []


def test_papers_are_kept_apart_by_round_and_by_entry(database: Database) -> None:
    with database.transaction() as db:
        here, there, _ = add_town(db)
        first, second = add_account(db, display_name="วันดี"), add_account(db, display_name="มานะ")
        for round_, serial in ((here, 2), (here, 1), (there, 1)):
            assert add_paper_ballot(db, round_.id, serial, official_id=first, now=NOON)
        assert not add_paper_ballot(db, here.id, 1, official_id=second, now=NOON)
        paper = find_paper_ballot(db, here.id, 1)
        assert paper is not None
        lamps, benches, _ = here.projects
        wrong, right = [Line(lamps, 1, 1)], [Line(benches, 1, 5), Line(lamps, 2, 1)]
        add_entry(db, here.id, paper.id, 1, wrong)
        add_entry(db, here.id, paper.id, 2, right)
        agreed = {"state": "agreed", "second_by_id": second, "second_at": NOON, "counted_entry": 2}
        assert not move_paper_ballot(db, paper.id, before=["differs"], **agreed)
        assert move_paper_ballot(db, paper.id, before=["once"], **agreed)
        found = find_paper_ballot(db, here.id, 1)
        assert found is not None
        assert found.entries == {1: tuple(wrong), 2: tuple(right)}
        assert (found.first_by_id, found.second_by_id, found.state) == (first, second, "agreed")
        assert list_agreed_ids(db, here.id) == [paper.id]
        assert list_agreed_ids(db, there.id) == []
        codes = project_codes(db, here.id)
        [read] = read_agreed(db, [Named(paper.id, "label")], codes)
        assert read.ballot.points == (5, 1)
        cards = list_paper_ballots(db, here.id)
        assert [(card.serial, card.state, card.first_by, card.second_by) for card in cards] == [
            (1, "agreed", "วันดี", "มานะ"),
            (2, "once", "วันดี", None),
        ]
        assert list_paper_ballots(db, here.id, after=1) == cards[1:]
        assert list_paper_ballots(db, here.id, limit=1) == cards[:1]
        counts = {"once": 1, "differs": 0, "agreed": 1, "void": 0, "surplus": 0}
        assert count_paper_ballots(db, here.id) == counts
        assert count_paper_ballots(db, there.id) == counts | {"agreed": 0}


@pytest.mark.parametrize("read", [find_ballot, find_channel])
def test_what_is_read_to_be_changed_is_nobody_elses_until_the_commit(
    postgres_database: Database, read: Callable[..., object]
) -> None:
    with postgres_database.transaction() as db:
        here, _, [one, other] = add_town(db)
    with postgres_database.transaction() as db, postgres_database.transaction() as second:
        assert read(db, here.id, one.person_id, lock=True)
        second.execute(text("SET LOCAL lock_timeout = 1"))
        assert read(second, here.id, other.person_id, lock=True)
        assert read(second, here.id, one.person_id)
        with pytest.raises(OperationalError, match="lock timeout"), second.begin_nested():
            read(second, here.id, one.person_id, lock=True)
