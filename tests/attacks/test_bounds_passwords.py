"""Hashing has its share of a process and no more: a flood of log-ins leaves time for pages."""

from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask

from idea4gov.domain.errors import Busy
from idea4gov.outside.passwords import BURST_SECONDS, LIMIT_SECONDS, MAX_WAITING, SHARE, Passwords
from idea4gov.store.session import Database
from idea4gov.web.http.services import Services
from tests.factories import add_account
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, app, database, outbox

__all__ = ["app", "database", "outbox"]

COST = 0.0625
"""Seconds of a hash, by the clock below."""


class Watch:
    """A clock that moves when a hash is made."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class SlowHasher(PasswordHasher):
    """Hashes that take COST seconds of a clock, and are counted."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(memory_cost=8, time_cost=1, parallelism=1)
        self._watch = watch
        self.hashes = 0

    def hash(self, *rest: Any, **options: Any) -> str:
        self._work()
        return super().hash(*rest, **options)

    def verify(self, *rest: Any) -> Literal[True]:
        self._work()
        return super().verify(*rest)

    def _work(self) -> None:
        self.hashes += 1
        self._watch.seconds += COST


class SlowPasswords(Passwords):
    """Passwords with a SlowHasher."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(memory_kib=8, rounds=1, clock=watch)
        self._hasher = self._slow = SlowHasher(watch)

    @property
    def hashes(self) -> int:
        return self._slow.hashes


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def passwords(watch: Watch) -> SlowPasswords:
    return SlowPasswords(watch)


def flood(passwords: SlowPasswords, watch: Watch, *, seconds: float) -> int:
    """Ask for turns without end; each refusal takes a hundredth of a second. Returns the refusals."""
    refused, end = 0, watch.seconds + seconds
    while watch.seconds < end:
        try:
            passwords.require_turn()
            passwords.matches(PASSWORD_HASH, "wrong")
        except Busy:
            refused += 1
            watch.seconds += 0.01
    return refused


def test_a_flood_of_right_or_wrong_passwords_takes_half_of_the_time_and_no_more(
    passwords: SlowPasswords, watch: Watch
) -> None:
    refused = flood(passwords, watch, seconds=60)
    hashing = passwords.hashes * COST
    assert 0.4 * 60 < hashing <= SHARE * 60 + 2 * BURST_SECONDS
    assert refused * 0.01 > 0.4 * 60


def test_a_hall_of_people_who_come_one_after_the_other_is_never_refused(
    passwords: SlowPasswords, watch: Watch
) -> None:
    for _ in range(300):
        passwords.require_turn()
        passwords.hash(PASSWORD)
        watch.seconds += COST
    assert passwords.hashes == 300


def test_twelve_at_once_are_not_refused(passwords: SlowPasswords) -> None:
    for _ in range(12):
        passwords.require_turn()
        passwords.matches(PASSWORD_HASH, PASSWORD)


def test_whoever_asks_for_no_turn_is_refused_later_all_the_same(passwords: SlowPasswords) -> None:
    def hash_on() -> None:
        for _ in range(1_000):
            passwords.hash("again")

    with pytest.raises(Busy):
        hash_on()
    assert passwords.hashes * COST < LIMIT_SECONDS * 2 + COST


def test_only_a_few_threads_wait_for_the_one_that_hashes(passwords: SlowPasswords) -> None:
    passwords._waiting = MAX_WAITING + 1
    with pytest.raises(Busy):
        passwords.require_turn()
    assert passwords.hashes == 0


@pytest.fixture
def busy(app: Flask, database: Database, passwords: SlowPasswords, watch: Watch) -> Site:
    """A site whose process has hashed as much as it may."""
    with database.transaction() as db:
        add_account(db, "malee@example.org", password_hash=PASSWORD_HASH)
    parts: Services = app.extensions["idea4gov"]
    object.__setattr__(parts, "passwords", passwords)
    while passwords._to_be_paid() < BURST_SECONDS:
        passwords.matches(PASSWORD_HASH, "wrong")
    return Site(app)


def test_a_log_in_in_a_flood_is_told_to_come_again_and_does_not_count(
    busy: Site, passwords: SlowPasswords, watch: Watch
) -> None:
    before = passwords.hashes
    typed = {"email": "malee@example.org", "password": PASSWORD}
    for _ in range(30):
        answer = busy.submit("/log-in", typed)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "มีผู้เข้าสู่ระบบพร้อมกันจำนวนมาก" in answer.get_data(as_text=True)
    assert passwords.hashes == before
    assert busy.client.get("/healthz").status_code == 200
    # Thirty wrong passwords would have closed the account for a quarter of an hour.
    watch.seconds += 10
    assert busy.submit("/log-in", typed).status_code == 303
