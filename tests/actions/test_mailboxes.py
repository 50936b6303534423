"""One mailbox, one person: other spellings of an address, erasing and coming back, throw-away addresses."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from idea4gov.actions.accounts.throttle import Asker
from idea4gov.actions.growth import ACTS
from idea4gov.actions.privacy import erase_account
from idea4gov.actions.rounds.voting import get_ballot_page
from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.hurdles import FREE_GUESSES, ProofNeeded, WaitFirst
from idea4gov.domain.mailboxes import WAITING, NewMailbox
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.retention import DAY
from idea4gov.domain.rounds.voting import StaleBallot
from idea4gov.store.devices import is_known_to, save_device
from idea4gov.store.models import Account, CastBallot, ErasedMailbox, Person, VoterRoll
from idea4gov.store.rounds.roll import find_person
from idea4gov.store.session import Database
from tests.actions.doors import PASSWORD, Door
from tests.conftest import NOON
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.parallel import at_once
from tests.voters import cast, settle

ADDRESS, SPELLED = "som.jai@gmail.com", "s.omjai+again@googlemail.com"


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


def count(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def accounts_with_mail(database: Database) -> list[str]:
    """The addresses at a provider that reads them in its own way."""
    with database.reading() as db:
        return list(db.scalars(select(Account.email).where(Account.mailbox.like("%@gmail.com"))))


def join(door: Door, email: str) -> Viewer:
    """Register, confirm, and live in Saen Suk."""
    door.register(email=email)
    viewer = door.confirm(door.tokens()[-1]).viewer
    with door.database.transaction() as db:
        return settle(db, viewer.account_id)


def erase(door: Door, viewer: Viewer) -> None:
    asker = Asker("192.0.2.1")
    erase_account(door.database, door.keys, viewer, password=PASSWORD, asker=asker, now=NOON)


def test_another_spelling_of_a_mailbox_is_told_of_its_account_and_makes_none(
    door: Door, round_: HostedRound
) -> None:
    join(door, ADDRESS)
    door.register(email=SPELLED)
    assert door.mails()[-1].subject == "[บอกเรา ถึงรัฐ] คุณเป็นสมาชิกอยู่แล้ว"
    assert door.mails()[-1].recipient == ADDRESS
    assert f"\n{ADDRESS}\n" in door.mails()[-1].body
    assert SPELLED not in door.mails()[-1].body
    assert accounts_with_mail(door.database) == [ADDRESS]


def test_every_spelling_logs_in(door: Door, round_: HostedRound) -> None:
    viewer = join(door, ADDRESS)
    assert door.log_in(email=SPELLED).viewer.account_id == viewer.account_id


def test_an_official_finds_a_voter_by_any_spelling(door: Door, round_: HostedRound) -> None:
    viewer = join(door, ADDRESS)
    with door.database.reading() as db:
        assert find_person(db, SPELLED) == viewer.person_id
        assert find_person(db, "som.jai@hotmail.com") is None


def test_a_device_is_known_by_any_spelling(door: Door, round_: HostedRound) -> None:
    viewer = join(door, ADDRESS)
    with door.database.transaction() as db:
        save_device(db, viewer.account_id, "0" * 64, device="Firefox", confirms=False, now=NOON)
    with door.database.reading() as db:
        assert is_known_to(db, SPELLED, "0" * 64, since=NOON - DAY)
        assert not is_known_to(db, "som.jai@hotmail.com", "0" * 64, since=NOON - DAY)


def test_a_throw_away_address_that_registered_early_waits_from_its_confirmation(
    door: Door, round_: HostedRound
) -> None:
    door.register(email="somjai@mailinator.com")
    late = NOON + timedelta(days=2)
    viewer = door.confirm(door.tokens()[-1], now=late).viewer
    with door.database.transaction() as db:
        settle(db, viewer.account_id)
    with pytest.raises(NewMailbox):
        cast(door.database, viewer, round_.id, {round_.projects[0]: 1}, now=NOON + WAITING)


def test_guesses_with_other_spellings_are_guesses_at_one_password(door: Door, round_: HostedRound) -> None:
    join(door, ADDRESS)
    for number in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(email=f"somjai+{number}@gmail.com", password="not this one")
    with pytest.raises((WaitFirst, ProofNeeded)):
        door.log_in(email=ADDRESS, password="not this one")


def test_a_link_for_a_mailbox_that_waits_goes_to_the_spelling_that_registered_it(door: Door) -> None:
    door.register(email=ADDRESS)
    door.register(email=SPELLED)
    assert [mail.recipient for mail in door.mails()] == [ADDRESS, ADDRESS]


def test_spellings_that_register_at_the_same_moment_make_one_account(door: Door, round_: HostedRound) -> None:
    people = count(door.database, Person)
    at_once([partial(door.register, email=email) for email in (ADDRESS, SPELLED, "SOMJAI@gmail.com")])
    assert len(accounts_with_mail(door.database)) == 1
    assert count(door.database, Person) == people + 1


def test_who_votes_erases_and_comes_back_is_the_same_person_with_one_ballot(
    door: Door, round_: HostedRound
) -> None:
    before = join(door, ADDRESS)
    cast(door.database, before, round_.id, {round_.projects[0]: 1})
    erase(door, before)
    again = join(door, SPELLED)
    assert (again.account_id != before.account_id, again.person_id) == (True, before.person_id)
    with pytest.raises(StaleBallot):
        cast(door.database, again, round_.id, {round_.projects[1]: 1})
    cast(door.database, again, round_.id, {round_.projects[1]: 1}, version=1)
    assert (count(door.database, CastBallot), count(door.database, VoterRoll)) == (1, 1)
    assert count(door.database, ErasedMailbox) == 0


def test_a_digest_leads_to_nobody_without_the_key(door: Door, round_: HostedRound) -> None:
    erase(door, join(door, ADDRESS))
    with door.database.reading() as db:
        kept = db.scalars(select(ErasedMailbox)).one()
    assert "somjai" not in kept.digest
    assert kept.digest not in (door.keys.signer.keyed_digest("throttle", "somjai@gmail.com"),)


@pytest.fixture
def left(door: Door, round_: HostedRound) -> Viewer:
    """Somebody who voted and erased the account."""
    viewer = join(door, ADDRESS)
    cast(door.database, viewer, round_.id, {round_.projects[0]: 1})
    erase(door, viewer)
    return viewer


def test_the_digest_of_who_voted_is_kept_until_the_round_is_over(door: Door, left: Viewer) -> None:
    ACTS["erased_mailboxes"](door.database, NOON + 300 * DAY, NOON)
    assert count(door.database, ErasedMailbox) == 1


def test_the_digest_of_who_voted_nowhere_is_kept_for_a_day(door: Door, round_: HostedRound) -> None:
    erase(door, join(door, ADDRESS))
    ACTS["erased_mailboxes"](door.database, NOON, NOON)
    assert count(door.database, ErasedMailbox) == 1
    ACTS["erased_mailboxes"](door.database, NOON + timedelta(seconds=1), NOON)
    assert count(door.database, ErasedMailbox) == 0


def test_who_comes_back_after_that_is_somebody_new(door: Door, round_: HostedRound) -> None:
    before = join(door, ADDRESS)
    erase(door, before)
    ACTS["erased_mailboxes"](door.database, NOON + DAY, NOON)
    assert join(door, SPELLED).person_id != before.person_id


def test_a_new_throw_away_address_waits_before_it_votes(database: Database, round_: HostedRound) -> None:
    with database.transaction() as db:
        viewer = settle(db, add_account(db, "somjai@team.mailinator.com"))
    with pytest.raises(NewMailbox):
        cast(database, viewer, round_.id, {round_.projects[0]: 1})
    with database.reading() as db:
        page = get_ballot_page(db, viewer, round_.id, language="th", now=NOON)
        assert isinstance(page.obstacle, NewMailbox)
    cast(database, viewer, round_.id, {round_.projects[0]: 1}, now=NOON + WAITING)
    assert count(database, CastBallot) == 1
