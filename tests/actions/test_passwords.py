"""New passwords, by link and by the old one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idea4gov.actions import accounts
from idea4gov.actions.accounts import Asker, LogIn
from idea4gov.actions.accounts.owner_mails import tell_owner
from idea4gov.domain.accounts import LinkExpired, LinkUnknown, LinkUsed, WrongLogIn, WrongPassword
from idea4gov.domain.errors import Busy, Conflict, TooMany
from idea4gov.domain.hurdles import FREE_GUESSES
from idea4gov.domain.passwords import PasswordIsPersonal, PasswordTooShort
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.throttle import MAIL_ABOUT_ACCOUNT
from idea4gov.store.accounts import find_viewer
from idea4gov.store.models import Account
from idea4gov.store.session import Database
from tests.actions.doors import ADDRESS, EMAIL, OTHER_PASSWORD, PASSWORD, SITE, Door
from tests.conftest import NOON
from tests.parallel import at_once

THIRD_PASSWORD = "ดอยสุเทพยามเช้าตรู่"


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


def lives(door: Door, proof: LogIn) -> bool:
    """Whether the session that began with `proof` still goes on."""
    with door.database.reading() as db:
        return find_viewer(db, proof.viewer.account_id, session_number=proof.session_number) is not None


def change(door: Door, viewer: Viewer, current: str = PASSWORD, password: str = OTHER_PASSWORD) -> LogIn:
    return accounts.change_password(
        door.database, door.keys, viewer, current=current, password=password, asker=Asker(ADDRESS), now=NOON
    )


def test_a_reset_sets_the_password_and_ends_other_sessions(door: Door) -> None:
    before = door.join()
    door.forget()
    proof = door.reset(door.tokens()[-1])
    assert not lives(door, before)
    assert lives(door, proof)
    assert door.log_in(password=OTHER_PASSWORD).viewer == proof.viewer
    with pytest.raises(WrongLogIn):
        door.log_in()


def test_a_reset_confirms_the_address_whose_mailbox_was_read(door: Door) -> None:
    door.register()
    door.forget()
    door.reset(door.tokens()[-1])
    door.log_in(password=OTHER_PASSWORD)


def test_a_reset_link_works_once_and_for_an_hour(door: Door) -> None:
    door.join()
    door.forget()
    token = door.tokens()[-1]
    with pytest.raises(LinkExpired):
        door.reset(token, now=NOON + timedelta(hours=1))
    door.reset(token)
    with pytest.raises(LinkUsed):
        door.reset(token, THIRD_PASSWORD)
    door.log_in(password=OTHER_PASSWORD)


def test_a_reset_ends_every_other_link(door: Door) -> None:
    door.register()
    door.forget()
    door.forget()
    confirming, first, second = door.tokens()
    door.reset(second)
    for follow, token in ((door.confirm, confirming), (door.reset, first)):
        with pytest.raises(LinkUsed):
            follow(token)


def test_a_forged_reset_link_costs_no_hash(door: Door) -> None:
    door.join()
    door.passwords.calls.clear()
    for forged in ("", "x", door.keys.signer.new_token("reset_password")):
        with pytest.raises(LinkUnknown):
            door.reset(forged)
    assert door.passwords.calls == []


@pytest.mark.parametrize(("password", "error"), [("สั้น", PasswordTooShort), (EMAIL, PasswordIsPersonal)])
def test_a_weak_new_password_leaves_the_link_good(door: Door, password: str, error: type[Exception]) -> None:
    door.join()
    door.forget()
    with pytest.raises(error):
        door.reset(door.tokens()[-1], password)
    door.reset(door.tokens()[-1])


def test_a_reset_link_used_by_eight_at_once_sets_one_password(door: Door) -> None:
    door.join()
    door.forget()
    token = door.tokens()[-1]

    def follow() -> bool:
        try:
            door.reset(token)
        except (LinkUsed, Busy):
            return False
        return True

    assert sorted(at_once([follow] * 8)) == [False] * 7 + [True]


def test_two_links_of_an_account_followed_at_once_let_one_in(door: Door) -> None:
    door.join()
    door.forget()
    door.forget()
    first, second = door.tokens()[-2:]

    def follow(token: str) -> bool:
        try:
            door.reset(token)
        except LinkUsed:
            return False
        return True

    assert sorted(at_once([lambda: follow(first), lambda: follow(second)])) == [False, True]


def test_forgetting_is_answered_by_one_mail_whether_or_not_there_is_an_account(door: Door) -> None:
    door.join()
    door.passwords.calls.clear()
    door.forget()
    door.forget("nobody@example.org")
    assert [one.recipient for one in door.mails()[1:]] == [EMAIL, "nobody@example.org"]
    assert door.mails()[-1].subject == "[บอกเรา ถึงรัฐ] ไม่พบบัญชีที่ใช้อีเมลนี้"
    assert door.passwords.calls == []


def test_a_changed_password_ends_other_sessions_and_links_and_keeps_this_one(door: Door) -> None:
    before = door.join()
    door.forget()
    proof = change(door, before.viewer)
    assert not lives(door, before)
    assert lives(door, proof)
    with pytest.raises(LinkUsed):
        door.reset(door.tokens()[-1])
    door.log_in(password=OTHER_PASSWORD)


def test_the_current_password_is_asked_for_and_guesses_are_counted(door: Door) -> None:
    viewer = door.join().viewer
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongPassword) as refused:
            change(door, viewer, current=OTHER_PASSWORD)
    assert refused.value.data["field"] == "current"
    with pytest.raises(TooMany):
        change(door, viewer)
    door.log_in(now=NOON + timedelta(hours=1))


def test_two_changes_at_once_leave_one_password(door: Door) -> None:
    viewer = door.join().viewer

    def try_to(password: str) -> str | None:
        try:
            change(door, viewer, password=password)
        except (Conflict, WrongPassword):
            return None
        return password

    won = [one for one in at_once([lambda: try_to(OTHER_PASSWORD), lambda: try_to(THIRD_PASSWORD)]) if one]
    assert len(won) == 1
    door.log_in(password=won[0])


def test_the_owner_is_mailed_about_a_new_password_but_not_about_the_first(door: Door) -> None:
    viewer = door.join().viewer
    assert len(door.mails()) == 1
    change(door, viewer)
    told = door.mails()[-1]
    assert told.subject == "[บอกเรา ถึงรัฐ] ตั้งรหัสผ่านใหม่"
    assert told.recipient == EMAIL
    assert ADDRESS in told.body
    door.forget()
    door.reset(door.tokens()[-1])
    assert [one.subject for one in door.mails()].count(told.subject) == 3


def test_mails_about_an_account_are_bounded(door: Door) -> None:
    account_id = door.join().viewer.account_id
    with door.database.transaction() as db:
        for _ in range(MAIL_ABOUT_ACCOUNT.times + 5):
            tell_owner(db, account_id, "new_password", site=SITE, now=NOON)
    assert len(door.mails()) == 1 + MAIL_ABOUT_ACCOUNT.times


def test_a_log_in_measures_a_password_of_the_time_before(door: Door) -> None:
    account_id = door.join("ปู-ม้า 7#4").viewer.account_id
    with door.database.transaction() as db:
        db.execute(update(Account).values(has_short_password=False))
    door.log_in(password="ปู-ม้า 7#4")
    with door.database.reading() as db:
        assert db.scalar(select(Account.has_short_password).where(Account.id == account_id))
