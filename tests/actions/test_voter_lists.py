"""A list is digested while it is read, nothing of its sheet stays, and it is fixed with its round."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions import voter_lists as lists
from idea4gov.actions.growth import clear_old
from idea4gov.actions.identity import renew_digests
from idea4gov.actions.rounds import drafts
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.identity.digests import NoIdentityKey
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.retention import kept
from idea4gov.domain.rounds.phases import PHASES
from idea4gov.domain.voter_lists import (
    SILENT,
    BadListName,
    ListFixed,
    ListInUse,
    ListNotReady,
    NotOnList,
    NoVoterList,
    OtherPlace,
    OthersReading,
)
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store import voter_lists as store
from idea4gov.store.models import AuditEntry, BudgetRound, RoundVoterList, VoterList, VoterListLine
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK
from tests.hosted import add_hosted_round
from tests.identity import CHEAP_KEY, SECOND_KEY
from tests.officials import SI_RACHA, add_official

KEYS = IdentityKeys(CHEAP_KEY)
NUMBERS = ("1234567890121", "3201234567892")
NAMES = ("สมชาย ใจดี", "วิไล ทองดี", "มานี มีนา")
SHEET = (
    "เลขประจำตัวประชาชน,ชื่อ-สกุล,บ้านเลขที่,หมู่,ปีเกิด\n"
    f"{NUMBERS[0]},นาย{NAMES[0]},12/3,2,2530\n{NUMBERS[1]},{NAMES[1]},12/3,2,2540\n"
    f",{NAMES[2]},7,3,\n{NUMBERS[0]},ซ้ำ,1,1,\n"
).encode()


class World:
    """An official of Saen Suk, and what they do with lists."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock()
        with database.transaction() as db:
            self.official = add_official(db)

    def begin(self, viewer: Viewer | None = None, place: str = SAEN_SUK, name: str = "บัญชี 2569") -> int:
        with self.database.transaction() as db:
            return lists.begin_list(db, viewer or self.official, place, name, keys=KEYS, now=self.clock())

    def load(self, sheet: bytes = SHEET, keys: IdentityKeys = KEYS) -> int:
        list_id = self.begin()
        lists.load_list(self.database, keys, list_id, sheet, clock=self.clock)
        return list_id

    def take_over(self, list_id: int) -> int:
        with self.database.transaction() as db:
            lists.take_list_over(db, self.official, list_id, now=self.clock())
        return list_id

    def card(self, list_id: int) -> store.ListCard:
        with self.database.reading() as db:
            found = store.find_list(db, list_id)
        assert found
        return found

    def add_round(self, phase: str = "draft", **columns: Any) -> int:
        with self.database.transaction() as db:
            return add_hosted_round(db, phase=phase, **columns).id

    def choose(self, round_id: int, list_id: int | None) -> None:
        with self.database.transaction() as db:
            lists.choose_list(db, self.official, round_id, list_id, now=self.clock())

    def enter(self, round_id: int, last: str) -> None:
        """Move a round that is reviewed on to a phase, one after the other."""
        with self.database.transaction() as db:
            for phase in PHASES[PHASES.index("preview") : PHASES.index(last) + 1]:
                values: dict[str, Any] = {"phase": phase}
                if phase == "preview":
                    values |= {"frozen_digest": "0" * 64, "frozen_at": NOON}
                if phase == "provisional":
                    values |= {"digest": "0" * 64, "ballot_count": 0}
                db.execute(update(BudgetRound).where(BudgetRound.board_id == round_id).values(**values))

    def frozen(self, phase: str = "voting") -> tuple[int, int]:
        """(list, round) of a round that is frozen."""
        list_id, round_id = self.take_over(self.load()), self.add_round("reviewing")
        self.choose(round_id, list_id)
        self.enter(round_id, phase)
        return list_id, round_id

    def find(self, round_id: int, keys: IdentityKeys = KEYS, **typed: str) -> int:
        with self.database.reading() as db:
            return lists.find_own_line(db, keys, round_id, **typed).id


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_list_is_read_looked_at_and_taken_over(world: World) -> None:
    list_id = world.load()
    card = world.card(list_id)
    assert (card.state, card.rows, card.lines, card.refused, card.twice) == ("draft", 4, 3, 1, 1)
    assert card.first_problems == [(5, "twice", "•••121")]
    world.take_over(list_id)
    assert world.card(list_id).state == "active"
    with world.database.reading() as db:
        entry = db.execute(select(AuditEntry.act, AuditEntry.data)).one()
    assert tuple(entry) == ("load_voter_list", {"lines": 3, "refused": 1})
    with pytest.raises(ListNotReady):
        world.take_over(list_id)


def test_people_are_found_by_number_or_by_house_and_name_and_nobody_else(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round()
    world.choose(round_id, list_id)
    found = {world.find(round_id, number=number) for number in (NUMBERS[0], "๑-2345-67890-12-๑", NUMBERS[1])}
    assert len(found) == 2
    assert world.find(round_id, house="๗", name="น.ส. มานี มีนา") not in found
    wrong: list[dict[str, Any]] = [
        {"number": "1100000000008"},
        {"house": "12/3", "name": NAMES[0]},
        {"house": "7", "name": "มานะ"},
    ]
    for typed in wrong:
        with pytest.raises(DomainError):
            world.find(round_id, **typed)
    with pytest.raises(NotOnList):
        world.find(round_id, house="8", name=NAMES[2])
    with pytest.raises(NoVoterList):
        world.find(world.add_round(), number=NUMBERS[0])


def test_no_number_and_no_name_stays_in_the_database(world: World) -> None:
    world.take_over(world.load())
    with world.database.reading() as db:
        tables = inspect(db.get_bind()).get_table_names()
        held = "\n".join(str(list(db.execute(text(f'SELECT * FROM "{name}"')))) for name in tables)
    for secret in (*NUMBERS, *NAMES, *(name.split()[0] for name in NAMES), "12/3"):
        assert secret not in held


def test_the_number_of_eligible_people_is_that_of_the_list(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round()
    with world.database.reading() as db:
        assert store.count_eligible(db, round_id) is None
    world.choose(round_id, list_id)
    with world.database.reading() as db:
        assert store.count_eligible(db, round_id) == 3
    world.choose(round_id, None)
    with world.database.reading() as db:
        assert store.count_eligible(db, round_id) is None
        acts = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts == ["load_voter_list", "give_voter_list", "take_voter_list"]


@pytest.mark.parametrize("phase", ["preview", "voting", "counting", "provisional", "final"])
def test_the_list_of_a_frozen_round_can_be_neither_changed_nor_taken_away(world: World, phase: str) -> None:
    list_id, round_id = world.frozen(phase)
    other = world.take_over(world.load())
    line = VoterListLine(
        list_id=list_id, line_no=9, number_digest="0" * 64, key_id=KEYS.current_id, voter_class="registered"
    )
    changes: list[Any] = [
        delete(VoterListLine).where(VoterListLine.list_id == list_id),
        update(VoterListLine).where(VoterListLine.list_id == list_id).values(village=9),
        update(VoterListLine).where(VoterListLine.line_no == 2).values(number_digest="0" * 64),
        update(VoterListLine).where(VoterListLine.list_id == list_id).values(list_id=other),
        update(VoterList).where(VoterList.id == list_id).values(lines=9),
        update(VoterList).where(VoterList.id == list_id).values(state="draft"),
        delete(RoundVoterList),
        update(RoundVoterList).values(list_id=other),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), world.database.transaction() as db:
            db.execute(change)
    with pytest.raises(IntegrityError), world.database.transaction() as db:
        db.add(line)
    with pytest.raises(ListFixed):
        world.choose(round_id, other)
    with pytest.raises(ListInUse), world.database.transaction() as db:
        lists.delete_list(db, world.official, list_id, now=NOON)
    assert world.find(round_id, number=NUMBERS[0])


def test_a_round_that_is_frozen_without_a_list_gets_none(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round("preview")
    with pytest.raises(ListFixed):
        world.choose(round_id, list_id)
    with pytest.raises(IntegrityError), world.database.transaction() as db:
        db.add(RoundVoterList(round_id=round_id, list_id=list_id))


def test_a_draft_with_a_list_can_be_deleted_and_the_list_stays(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round("draft")
    world.choose(round_id, list_id)
    with world.database.transaction() as db:
        drafts.delete_draft(db, world.official, round_id, now=NOON)
    assert world.card(list_id).state == "active"
    with world.database.transaction() as db:
        lists.delete_list(db, world.official, list_id, now=NOON)


def test_renewed_keys_reach_the_lists_of_frozen_rounds(world: World) -> None:
    _, round_id = world.frozen()
    both = IdentityKeys(f"{CHEAP_KEY} {SECOND_KEY}")
    assert renew_digests(world.database, both) == 3
    assert renew_digests(world.database, both) == 0
    assert world.find(round_id, both, number=NUMBERS[0])
    assert world.find(round_id, both, house="7", name=NAMES[2])
    with pytest.raises(NotOnList):
        world.find(round_id, number=NUMBERS[0])


def test_a_list_is_erased_when_its_rounds_are_long_over_and_still_counts(world: World) -> None:
    list_id, round_id = world.frozen()
    with world.database.reading() as db:
        over = db.scalar(select(BudgetRound.final_at)) or NOON
    later = over + kept("voter_lists") + timedelta(days=1)
    clear_old(world.database, now=later)
    assert world.find(round_id, number=NUMBERS[0])
    with world.database.transaction() as db:
        for phase in ("counting", "provisional", "final"):
            db.execute(update(BudgetRound).values(phase=phase, digest="0" * 64, ballot_count=0))
    clear_old(world.database, now=later - timedelta(days=2))
    assert world.find(round_id, number=NUMBERS[0])
    clear_old(world.database, now=later)
    with world.database.reading() as db:
        lines = list(db.scalars(select(VoterListLine)))
        assert store.count_eligible(db, round_id) == 3
    assert world.card(list_id).state == "erased"
    assert world.card(list_id).problems == []
    assert {(one.number_digest, one.name_code_digest, one.birth_year, one.line_no) for one in lines} == {
        (None, None, None, None)
    }
    assert sorted(one.village or 0 for one in lines) == [2, 2, 3]
    with pytest.raises(NotOnList):
        world.find(round_id, number=NUMBERS[0])
    with pytest.raises(ListNotReady):
        world.choose(world.add_round(), list_id)


def test_a_list_of_no_round_is_erased_and_one_of_a_draft_stays(world: World) -> None:
    unused, used = world.take_over(world.load()), world.take_over(world.load())
    world.choose(world.add_round(), used)
    clear_old(world.database, now=NOON + kept("voter_lists") + timedelta(days=1))
    assert (world.card(unused).state, world.card(used).state) == ("erased", "active")


def test_a_list_that_nobody_takes_over_is_gone_after_a_day(world: World) -> None:
    list_id = world.load()
    lists.clear_lists(world.database, now=NOON + timedelta(hours=23))
    assert world.card(list_id).lines == 3
    lists.clear_lists(world.database, now=NOON + timedelta(hours=25))
    with world.database.reading() as db:
        assert store.find_list(db, list_id) is None
        assert db.scalars(select(VoterListLine)).all() == []


def test_a_list_whose_reader_died_says_so_and_keeps_no_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_of: object, **_more: object) -> None:
        raise MemoryError

    list_id = world.begin()
    monkeypatch.setattr(store, "end_reading", die)
    with pytest.raises(MemoryError):
        lists.load_list(world.database, KEYS, list_id, SHEET, clock=world.clock)
    lists.clear_lists(world.database, now=NOON + SILENT + timedelta(seconds=1))
    card = world.card(list_id)
    assert (card.state, card.refusal, card.lines) == ("refused", "list_lost", 0)


def test_a_list_that_is_deleted_while_it_is_read_stays_away(world: World) -> None:
    list_id = world.begin()
    with world.database.transaction() as db:
        lists.delete_list(db, world.official, list_id, now=NOON)
    lists.load_list(world.database, KEYS, list_id, SHEET, clock=world.clock)
    with pytest.raises(NoVoterList), world.database.transaction() as db:
        store.end_reading(db, list_id, "draft", refusal=None, now=NOON)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (b"", "list_empty"),
        (b"%PDF-1.7", "sheet_refused"),
        ("ชื่อ\nสมชาย\n".encode(), "list_heading_missing"),
        ("เลขประจำตัวประชาชน\n123\n".encode(), "list_empty"),
        (b"x" * (17 * 1024 * 1024), "list_too_large"),
        (b"PK\x03\x04broken", "sheet_refused"),
    ],
)
def test_a_sheet_that_is_no_list_is_refused_with_the_reason(world: World, sheet: bytes, code: str) -> None:
    card = world.card(world.load(sheet))
    assert (card.state, card.refusal, card.lines) == ("refused", code, 0)


def test_a_list_without_a_right_line_says_what_is_wrong_in_each(world: World) -> None:
    card = world.card(world.load("เลขประจำตัวประชาชน\n123\n1234567890122\n".encode()))
    assert (card.state, card.refusal) == ("refused", "list_empty")
    assert card.first_problems == [
        (2, "not_a_national_number", "•••"),
        (3, "wrong_check_digit", "•••122"),
    ]


def test_without_a_key_nothing_is_begun(world: World) -> None:
    with pytest.raises(NoIdentityKey), world.database.transaction() as db:
        lists.begin_list(db, world.official, SAEN_SUK, "x", keys=IdentityKeys(""), now=NOON)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x00b"])
def test_a_list_needs_a_name(world: World, name: str) -> None:
    with pytest.raises(BadListName):
        world.begin(name=name)


def test_only_a_few_lists_are_read_at_once(world: World) -> None:
    world.begin()
    world.begin()
    with pytest.raises(OthersReading):
        world.begin()
    world.clock.move(minutes=6)
    world.begin()


def test_officials_of_another_place_see_and_do_nothing(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round()
    with world.database.transaction() as db:
        stranger = add_official(db, local_government=SI_RACHA, email="other@example.org")
    acts: list[Any] = [
        lambda db: lists.list_own_lists(db, stranger, SAEN_SUK),
        lambda db: lists.get_list(db, stranger, list_id),
        lambda db: lists.begin_list(db, stranger, SAEN_SUK, "x", keys=KEYS, now=NOON),
        lambda db: lists.take_list_over(db, stranger, list_id, now=NOON),
        lambda db: lists.delete_list(db, stranger, list_id, now=NOON),
        lambda db: lists.choose_list(db, stranger, round_id, list_id, now=NOON),
    ]
    for act in acts:
        with pytest.raises(NotFound), world.database.transaction() as db:
            act(db)


def test_a_round_gets_no_list_of_another_place_and_no_draft(world: World) -> None:
    round_id, draft = world.add_round(), world.load()
    with pytest.raises(ListNotReady):
        world.choose(round_id, draft)
    with pytest.raises(ListNotReady):
        world.choose(round_id, 999)
    with world.database.transaction() as db:
        stranger = add_official(db, local_government=SI_RACHA, email="other@example.org")
    theirs = world.begin(stranger, SI_RACHA)
    lists.load_list(world.database, KEYS, theirs, SHEET, clock=world.clock)
    with world.database.transaction() as db:
        lists.take_list_over(db, stranger, theirs, now=NOON)
    with pytest.raises(OtherPlace):
        world.choose(round_id, theirs)


def test_one_line_stands_on_a_list_once(world: World) -> None:
    list_id = world.load()
    with world.database.reading() as db:
        digest = db.scalar(select(VoterListLine.number_digest).where(VoterListLine.line_no == 2))
    values = {"list_id": list_id, "key_id": KEYS.current_id, "line_no": 9}
    for columns in ({"number_digest": digest}, {}):
        with pytest.raises(IntegrityError), world.database.transaction() as db:
            db.add(VoterListLine(**values, **columns))
