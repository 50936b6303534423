"""Logging in, and how often it may be tried."""

import unicodedata
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.hurdles import FREE_GUESSES, GUESSES_FROM_NETWORK, WaitFirst
from idea4gov.outside.passwords import Passwords
from idea4gov.store.models import Account, Throttle
from idea4gov.store.session import Database
from tests.actions.doors import EMAIL, OTHER_PASSWORD, PASSWORD, Door
from tests.conftest import NOON


@pytest.fixture
def door(database: Database) -> Door:
    door = Door(database)
    door.join()
    door.passwords.calls.clear()
    return door


def fail(door: Door, times: int, *, email: str = EMAIL, now: datetime = NOON) -> None:
    for _ in range(times):
        with pytest.raises(WrongLogIn):
            door.log_in(email, OTHER_PASSWORD, now=now)


def test_an_address_is_one_however_it_is_written(door: Door) -> None:
    assert door.log_in(" Malee@EXAMPLE.org").viewer.display_name == "มาลี ศรีสุข"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer_for_the_same_work(door: Door) -> None:
    answers, work = [], []
    for email in (EMAIL, "nobody@example.org"):
        door.passwords.calls.clear()
        with pytest.raises(WrongLogIn) as refused:
            door.log_in(email, OTHER_PASSWORD)
        answers.append((str(refused.value), refused.value.data))
        work.append(door.passwords.calls.copy())
    assert answers[0] == answers[1]
    assert work == [["matches"], ["matches"]]


def test_both_spellings_of_a_password_log_in_and_so_does_the_one_of_an_older_hash(door: Door) -> None:
    door.register(email="new@example.org")
    door.confirm(door.tokens()[-1], "\u0e40\u0e40ม่น\u0e33\u0e49บางปะกง ไหลช้า")
    assert door.log_in("new@example.org", "แม่น้ำบางปะกง ไหลช้า")
    older = door.passwords.hash(unicodedata.normalize("NFKC", "น\u0e33\u0e49ใจไมตรีจิต"))
    with door.database.transaction() as db:
        db.execute(update(Account).where(Account.email == EMAIL).values(password_hash=older))
    assert door.log_in(password="น\u0e33\u0e49ใจไมตรีจิต")


def test_the_work_for_two_spellings_does_not_depend_on_the_account(door: Door) -> None:
    for email in (EMAIL, "nobody@example.org"):
        door.passwords.calls.clear()
        with pytest.raises(WrongLogIn):
            door.log_in(email, "น\u0e33\u0e49ใจไมตรีจิต")
        assert door.passwords.calls == ["matches", "matches"]


def test_after_five_failures_not_even_the_right_password_is_compared_at_once(door: Door) -> None:
    fail(door, FREE_GUESSES)
    door.passwords.calls.clear()
    with pytest.raises(WaitFirst) as refused:
        door.log_in()
    assert refused.value.data["seconds"] == 2
    assert door.passwords.calls == []
    door.log_in(now=NOON + timedelta(seconds=2))


def test_the_wait_ends_with_its_window(door: Door) -> None:
    fail(door, FREE_GUESSES)
    fail(door, FREE_GUESSES, now=NOON + timedelta(minutes=15))


def test_an_unknown_address_is_limited_like_a_known_one(door: Door) -> None:
    fail(door, FREE_GUESSES, email="nobody@example.org")
    with pytest.raises(WaitFirst):
        door.log_in("nobody@example.org")


def test_a_log_in_elsewhere_takes_back_its_own_attempt_and_no_others(door: Door) -> None:
    fail(door, FREE_GUESSES - 1)
    door.log_in()
    fail(door, 1)
    with pytest.raises(WaitFirst):
        door.log_in()


def test_a_new_password_by_mail_forgets_the_guesses_at_the_old_one(door: Door) -> None:
    fail(door, FREE_GUESSES)
    door.forget()
    door.reset(door.tokens()[-1])
    door.log_in(password=OTHER_PASSWORD)


@pytest.mark.slow
def test_a_hall_of_people_logs_in_through_one_address(door: Door) -> None:
    for _ in range(GUESSES_FROM_NETWORK.times + 10):
        door.log_in()


def test_old_counters_are_forgotten(door: Door) -> None:
    fail(door, 3)
    fail(door, 3, email="nobody@example.org")
    with suppress(WrongLogIn):
        door.log_in("later@example.org", now=NOON + timedelta(days=2))
    with door.database.reading() as db:
        assert db.scalar(select(func.min(Throttle.window_starts_at))) == NOON + timedelta(days=2)


def test_a_hash_of_another_cost_is_made_anew_at_the_log_in(door: Door) -> None:
    outdated = Passwords(memory_kib=16, rounds=1).hash(PASSWORD)
    with door.database.transaction() as db:
        db.execute(update(Account).where(Account.email == EMAIL).values(password_hash=outdated))
        before = db.scalars(select(Account.session_number).where(Account.email == EMAIL)).one()
    door.log_in()
    door.log_in()
    assert door.passwords.calls == ["matches", "hash", "matches"]
    with door.database.reading() as db:
        account = db.scalars(select(Account).where(Account.email == EMAIL)).one()
        assert "m=8," in account.password_hash
        assert account.session_number == before
