"""The door of the list: each line votes once, by whichever account, and nothing that was typed stays."""

from functools import partial

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.list_claims import claim_line
from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.drafts import publish_round
from idea4gov.actions.rounds.voting import get_ballot_page
from idea4gov.domain.errors import TooMany
from idea4gov.domain.identity.doors import NoDoor
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.voting import NotVoting
from idea4gov.domain.voter_lists import LOOK_UPS, LineTaken, ListMissing, NotOnList
from idea4gov.store.models import CastBallot, Consent, ListClaim, VoterRoll
from idea4gov.store.session import Database
from tests.actions.test_voter_lists import KEYS, NAMES, NUMBERS, World, world
from tests.conftest import NOON
from tests.factories import add_account, viewer_of
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.parallel import at_once
from tests.voters import cast

__all__ = ["world"]


@pytest.fixture
def round_(world: World) -> HostedRound:
    """A round that binds, whose only door is a list of three people."""
    list_id = world.take_over(world.load())
    with world.database.transaction() as db:
        return add_hosted_round(db, doors=("list",), voter_list=list_id, is_binding=True)


def people(database: Database, number: int) -> list[Viewer]:
    """Accounts of whom nothing is known but a mailbox."""
    with database.transaction() as db:
        return [viewer_of(db, add_account(db)) for _ in range(number)]


def come(
    database: Database,
    viewer: Viewer,
    round_: HostedRound,
    number: str = "",
    house: str = "",
    name: str = "",
) -> None:
    claim_line(database, KEYS, viewer, round_.id, number=number, house=house, name=name, now=NOON)


def count(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_who_is_on_the_list_votes_without_saying_where_they_live(
    database: Database, round_: HostedRound
) -> None:
    [viewer] = people(database, 1)
    with pytest.raises(NoDoor):
        cast(database, viewer, round_.id, {round_.projects[0]: 1})
    come(database, viewer, round_, NUMBERS[0])
    with database.reading() as db:
        assert get_ballot_page(db, viewer, round_.id, language="th", now=NOON).obstacle is None
    cast(database, viewer, round_.id, {round_.projects[0]: 1})
    with database.reading() as db:
        line = db.scalars(select(VoterRoll)).one()
        assert (line.door, line.village, line.voter_class) == ("list", 2, "registered")
        assert db.scalars(select(Consent.purpose)).all() == ["list"]
    with database.snapshot() as db:
        assert list(list_ballot_problems(db)) == []


def test_a_name_with_its_house_opens_the_door_where_the_list_has_no_number(
    database: Database, round_: HostedRound
) -> None:
    [viewer] = people(database, 1)
    with pytest.raises(NotOnList):
        come(database, viewer, round_, house="8", name=NAMES[2])
    come(database, viewer, round_, house="7", name=NAMES[2])
    cast(database, viewer, round_.id, {round_.projects[0]: 1})


def test_a_second_account_does_not_come_by_the_same_line(database: Database, round_: HostedRound) -> None:
    first, second = people(database, 2)
    come(database, first, round_, NUMBERS[0])
    come(database, first, round_, NUMBERS[1])
    with pytest.raises(LineTaken):
        come(database, second, round_, NUMBERS[0])
    with pytest.raises(NoDoor):
        cast(database, second, round_.id, {round_.projects[0]: 1})
    assert count(database, ListClaim) == 1


def test_of_ten_accounts_at_once_one_gets_the_line(database: Database, round_: HostedRound) -> None:
    viewers = people(database, 10)

    def try_it(viewer: Viewer) -> bool:
        try:
            come(database, viewer, round_, NUMBERS[0])
        except LineTaken:
            return False
        return True

    assert sorted(at_once([partial(try_it, viewer) for viewer in viewers])) == [False] * 9 + [True]
    assert count(database, ListClaim) == 1


def test_numbers_are_tried_a_few_times_an_hour(database: Database, round_: HostedRound) -> None:
    [viewer] = people(database, 1)
    for _ in range(LOOK_UPS.times):
        with pytest.raises(NotOnList):
            come(database, viewer, round_, "1101700203450")
    with pytest.raises(TooMany):
        come(database, viewer, round_, NUMBERS[0])


def test_the_door_is_open_where_the_round_has_it_and_while_people_vote(
    database: Database, round_: HostedRound
) -> None:
    [viewer] = people(database, 1)
    with database.transaction() as db:
        other = add_hosted_round(db)
        early = add_hosted_round(db, phase="preview", doors=("list", "email"))
    with pytest.raises(NoDoor):
        come(database, viewer, other, NUMBERS[0])
    with pytest.raises(NotVoting):
        come(database, viewer, early, NUMBERS[0])


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM list_claim",
        "UPDATE list_claim SET person_id = person_id + 1",
        "INSERT INTO list_claim SELECT round_id, line_id, person_id + 1, claimed_at FROM list_claim",
        "INSERT INTO voter_roll (round_id, person_id, channel, door, marked_at)"
        " SELECT round_id, person_id + 1, 'online', 'list', claimed_at FROM list_claim",
    ],
)
def test_the_database_itself_keeps_each_line_for_one(
    database: Database, owned: Database, round_: HostedRound, tampering: str
) -> None:
    first, _ = people(database, 2)
    come(database, first, round_, NUMBERS[0])
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(tampering))


def test_a_line_of_another_list_opens_nothing(database: Database, owned: Database, world: World) -> None:
    world.take_over(world.load())
    [viewer] = people(database, 1)
    with database.transaction() as db:
        bare = add_hosted_round(db, doors=("list", "email"))
    row = f"SELECT {bare.id}, min(id), {viewer.person_id}, CURRENT_TIMESTAMP FROM voter_list_line"
    with pytest.raises(IntegrityError), owned.transaction() as db:
        db.execute(text(f"INSERT INTO list_claim {row}"))
    assert count(database, CastBallot) == 0


def test_a_round_with_this_door_is_published_with_a_list_alone(database: Database) -> None:
    with database.transaction() as db:
        made = add_hosted_round(db, phase="draft", doors=("list",))
        official, _ = add_official(db), add_official(db)
    with pytest.raises(ListMissing), database.transaction() as db:
        publish_round(db, official, made.id, page_url="https://example.org", now=NOON)
