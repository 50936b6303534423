"""Registering and confirming: nobody learns who has an account, and nobody gets in by another's link."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from idea4gov.domain.accounts import LinkExpired, LinkUnknown, LinkUsed, UnknownProvince, WrongLogIn
from idea4gov.domain.errors import Busy
from idea4gov.domain.hurdles import MAILS_FROM_NETWORK, MAILS_TO_RECIPIENT, MailsSent, ProofNeeded
from idea4gov.domain.names import NameOfOffice, NameOfOfficial
from idea4gov.domain.passwords import PasswordIsPersonal, PasswordTooCommon, PasswordTooShort
from idea4gov.store.models import Account, AccountLink, Person, Throttle
from idea4gov.store.session import Database
from tests.actions.doors import EMAIL, OTHER_PASSWORD, PASSWORD, Door
from tests.conftest import NOON
from tests.factories import add_account, grant
from tests.parallel import at_once


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


def count(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_a_confirmed_registration_is_logged_in_and_goes_on(door: Door) -> None:
    door.register()
    proof = door.confirm(door.tokens()[0])
    assert proof.next_path == "/boards/12"
    assert proof.viewer.display_name == "มาลี ศรีสุข"
    assert door.log_in().viewer == proof.viewer


def test_the_mail_speaks_the_language_of_the_visitor(door: Door) -> None:
    door.register(language="en")
    door.register(email="somsri@example.org")
    assert [one.subject for one in door.mails()] == [
        "[บอกเรา ถึงรัฐ] Confirm your e-mail address",
        "[บอกเรา ถึงรัฐ] ยืนยันอีเมลของคุณ",
    ]


def test_a_known_and_an_unknown_address_take_the_same_work(door: Door) -> None:
    door.join()
    door.passwords.calls.clear()
    door.register()
    known = door.passwords.calls.copy()
    door.passwords.calls.clear()
    door.register(email="nobody@example.org")
    assert known == door.passwords.calls == []
    assert len(door.mails()) == 3


def test_a_member_who_registers_again_is_told_so_and_nothing_changes(door: Door) -> None:
    door.join()
    door.register(display_name="คนอื่น")
    assert door.mails()[-1].subject == "[บอกเรา ถึงรัฐ] คุณเป็นสมาชิกอยู่แล้ว"
    assert len(door.tokens()) == 1
    assert door.log_in().viewer.display_name == "มาลี ศรีสุข"


def test_the_same_registration_twice_leaves_both_links_good(door: Door) -> None:
    door.register()
    door.register()
    first, second = door.tokens()
    door.confirm(first)
    with pytest.raises(LinkUsed):
        door.confirm(second)


def test_the_owner_of_the_mail_chooses_the_password_whoever_registered_before_or_after(door: Door) -> None:
    door.register(display_name="คนแปลกหน้า", next_path="/boards/99")
    door.register()
    door.register(display_name="คนแปลกหน้า", next_path="/boards/99")
    proof = door.confirm(door.tokens()[1], OTHER_PASSWORD)
    assert proof.next_path == "/boards/12"
    assert door.log_in(password=OTHER_PASSWORD).viewer == proof.viewer
    for link in (door.tokens()[0], door.tokens()[2]):
        with pytest.raises(LinkUsed):
            door.confirm(link)


def test_the_last_registration_of_an_unconfirmed_address_stands(door: Door) -> None:
    door.register(display_name="คนแปลกหน้า")
    door.register()
    assert door.confirm(door.tokens()[0]).viewer.display_name == "มาลี ศรีสุข"


def test_nobody_logs_in_before_the_address_is_confirmed(door: Door) -> None:
    door.register()
    for password in (PASSWORD, ""):
        with pytest.raises(WrongLogIn):
            door.log_in(password=password)
    assert len(door.mails()) == 1


def test_a_password_of_the_time_before_is_dropped_with_the_work_of_any_other(door: Door) -> None:
    door.register()
    with door.database.transaction() as db:
        db.execute(update(Account).values(password_hash=""))
    door.passwords.calls.clear()
    with pytest.raises(WrongLogIn):
        door.log_in()
    assert door.passwords.calls == ["matches"]


def test_an_expired_link_is_replaced_by_asking_for_a_new_password(door: Door) -> None:
    door.register()
    later = NOON + timedelta(days=4)
    door.forget(now=later)
    door.reset(door.tokens()[1], now=later)
    door.log_in(password=OTHER_PASSWORD, now=later)


@pytest.mark.parametrize(
    ("password", "error"),
    [("thailand2569", PasswordTooCommon), ("มาลี-ศรีสุข 2533", PasswordIsPersonal), ("สั้น", PasswordTooShort)],
)
def test_a_weak_password_leaves_the_link_good(door: Door, password: str, error: type[Exception]) -> None:
    door.register()
    with pytest.raises(error):
        door.confirm(door.tokens()[0], password)
    door.confirm(door.tokens()[0])


def test_a_link_works_once(door: Door) -> None:
    door.join()
    with pytest.raises(LinkUsed):
        door.confirm(door.tokens()[0])


def test_a_link_works_for_three_days(door: Door) -> None:
    door.register()
    with pytest.raises(LinkExpired):
        door.confirm(door.tokens()[0], now=NOON + timedelta(days=3))
    door.confirm(door.tokens()[0], now=NOON + timedelta(days=3, seconds=-1))


def test_a_forged_link_is_unknown(door: Door) -> None:
    door.register()
    token = door.tokens()[0]
    never_sent = door.keys.signer.new_token("confirm_email")
    for forged in (token[:-1], token[1:], token + "A", "", ".", "ไทย", "x" * 5000, never_sent):
        with pytest.raises(LinkUnknown):
            door.confirm(forged)


def test_a_link_serves_only_its_purpose(door: Door) -> None:
    door.register()
    with pytest.raises(LinkUnknown):
        door.reset(door.tokens()[0])
    door.forget()
    with pytest.raises(LinkUnknown):
        door.confirm(door.tokens()[1])


def test_a_link_used_by_eight_at_once_lets_one_in(door: Door) -> None:
    door.register()
    token = door.tokens()[0]

    def follow() -> bool:
        try:
            door.confirm(token)
        except (LinkUsed, Busy):
            return False
        return True

    assert sorted(at_once([follow] * 8)) == [False] * 7 + [True]


def test_two_registrations_at_once_make_one_account(door: Door) -> None:
    door.register(email="first@example.org")
    at_once([partial(door.register, display_name=name) for name in ("มาลี ศรีสุข", "คนอื่น")])
    assert count(door.database, Account) == count(door.database, Person) == 2
    assert len(door.mails()) == 3


def test_a_province_that_is_not_there_is_refused_at_its_field(door: Door) -> None:
    with pytest.raises(UnknownProvince) as refused:
        door.register(home_province_code="99")
    assert refused.value.data["field"] == "home_province_code"
    assert count(door.database, Account) == 0


def test_one_network_has_only_so_many_mails_sent_to_one_address(door: Door) -> None:
    for _ in range(MAILS_TO_RECIPIENT.times):
        door.register()
    with pytest.raises(MailsSent):
        door.register()
    with pytest.raises(MailsSent):
        door.forget()
    door.forget("somsri@example.org")
    assert len([one for one in door.mails() if one.recipient == EMAIL]) == MAILS_TO_RECIPIENT.times


@pytest.mark.slow
def test_a_network_that_causes_many_mails_is_asked_for_a_proof_of_work(door: Door) -> None:
    for number in range(MAILS_FROM_NETWORK.times):
        door.forget(f"citizen{number}@example.org")
    with pytest.raises(ProofNeeded):
        door.forget("one.more@example.org")


def test_neither_addresses_nor_secrets_are_kept_in_the_clear(door: Door) -> None:
    door.register()
    with door.database.reading() as db:
        subjects = db.scalars(select(Throttle.subject)).all()
        digest = db.scalars(select(AccountLink.secret_digest)).one()
    assert len(subjects) == 4
    assert {len(one) for one in subjects} == {64}
    assert digest not in door.tokens()[0]


@pytest.mark.parametrize("name", ["เทศบาลเมืองแสนสุข", "\u0410dmin", "พิมพ์ใจ  สมมต\u0e34\u0e34วงศ์"])
def test_nobody_registers_by_the_name_of_an_office_or_of_an_official_of_the_place(
    database: Database, name: str
) -> None:
    with database.transaction() as db:
        grant(db, add_account(db, display_name="พิมพ์ใจ สมมติวงศ์ (ทม.แสนสุข)"))
    with pytest.raises((NameOfOffice, NameOfOfficial)) as refused:
        Door(database).register(display_name=name)
    assert refused.value.data["field"] == "display_name"


def test_a_name_like_that_of_an_official_elsewhere_is_free(database: Database) -> None:
    with database.transaction() as db:
        grant(db, add_account(db, display_name="มาลี ศรีสุข"), local_government="5001")
    Door(database).join()
