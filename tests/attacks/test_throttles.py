"""Attacks on accounts by many tries: guessed passwords, and owners who are to be locked out."""

from contextlib import suppress
from datetime import timedelta

import pytest

from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.errors import Busy, TooMany
from idea4gov.domain.hurdles import (
    FREE_GUESSES,
    GUESSES_ELSEWHERE,
    GUESSES_FROM_NETWORK,
    GUESSES_FROM_SITE,
    PROOF_FROM,
    ProofNeeded,
    TooManyGuesses,
    WaitFirst,
)
from idea4gov.domain.proof_of_work import LEAST_BITS
from tests.actions.doors import ADDRESS, EMAIL, OTHER_PASSWORD, Door
from tests.attacks.guessing import (
    ELSEWHERE,
    STRANGER,
    WRONG,
    both_engines,
    challenged,
    door,
    known_device,
    networks,
    times,
    tried,
    with_proof,
)
from tests.conftest import NOON
from tests.factories import add_account
from tests.parallel import at_once
from tests.queries import count_queries
from tests.web.conftest import app, database, outbox, site

__all__ = ["app", "database", "door", "outbox", "site"]


def test_a_thousand_networks_do_not_lock_the_owner_out_of_a_known_device(door: Door) -> None:
    mine = known_device(door)
    refused = 0
    for number, address in enumerate(networks(1_000)):
        try:
            door.log_in(EMAIL, WRONG, address=address, now=NOON + timedelta(milliseconds=100 * number))
        except TooMany:
            refused += 1
        except WrongLogIn:
            pass
    assert refused > 985
    assert len(door.passwords.calls) == 1_000 - refused
    assert door.log_in(device=mine, now=NOON + timedelta(seconds=100)).viewer


def test_guesses_of_many_networks_do_not_keep_the_owner_out_of_a_new_device(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    for address in networks(100):
        with pytest.raises(ProofNeeded):
            door.log_in(EMAIL, WRONG, address=address)
    # Who brings no proof does not make the work of the owner harder.
    assert challenged(door, address=ELSEWHERE).data["bits"] == LEAST_BITS
    assert with_proof(door, address=ELSEWHERE).viewer


@both_engines
def test_thirty_wrong_log_ins_at_once_are_compared_five_times(door: Door) -> None:
    def guess() -> None:
        with suppress(WrongLogIn, TooMany, Busy):
            door.log_in(password=WRONG)

    at_once([guess] * 30)
    assert door.passwords.calls == ["matches"] * FREE_GUESSES
    assert times(door, GUESSES_ELSEWHERE, EMAIL) == FREE_GUESSES
    with pytest.raises(WaitFirst):
        door.log_in()


@both_engines
def test_guesses_at_many_accounts_at_once_wait_for_no_lock_for_ever(door: Door) -> None:
    turned_away: list[int] = []

    def guess(number: int) -> None:
        try:
            with suppress(WrongLogIn, TooMany):
                door.log_in(f"citizen{number % 5}@example.org", WRONG)
        except Busy:
            # Most often before it was counted: too many wait for the thread that hashes.
            turned_away.append(number)

    at_once([lambda number=number: guess(number) for number in range(20)])  # type: ignore[misc]
    assert 20 - len(turned_away) <= times(door, GUESSES_FROM_NETWORK, ADDRESS) <= 20


def test_an_early_try_does_not_make_the_wait_longer(door: Door) -> None:
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG)
    for tenth in range(20):
        with pytest.raises(WaitFirst):
            door.log_in(password=WRONG, now=NOON + timedelta(milliseconds=100 * tenth))
    assert door.log_in(now=NOON + timedelta(seconds=2)).viewer


def test_guesses_on_a_known_device_count_for_that_device_alone(door: Door) -> None:
    stolen, mine = known_device(door), known_device(door)
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG, device=stolen)
    with pytest.raises(WaitFirst):
        door.log_in(device=stolen)
    assert door.log_in(device=mine).viewer
    assert door.log_in().viewer


def test_a_log_in_on_a_known_device_makes_earlier_slips_good(door: Door) -> None:
    mine = known_device(door)
    for _ in range(3):
        for _ in range(FREE_GUESSES - 1):
            with pytest.raises(WrongLogIn):
                door.log_in(password=WRONG, device=mine)
        door.log_in(device=mine)


@pytest.mark.parametrize("cookie", ["", "x", "ImEi.AAAA", "another's"])
def test_a_device_of_nobody_or_of_somebody_else_is_unknown(door: Door, cookie: str) -> None:
    with door.database.transaction() as db:
        add_account(db, STRANGER)
    if cookie == "another's":
        cookie = known_device(door, STRANGER)
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    challenged(door, device=cookie)


def test_an_account_and_no_account_ask_for_the_same_with_the_same_queries(door: Door) -> None:
    with door.database.transaction() as db:
        add_account(db, STRANGER)
    cookie, seen = known_device(door, STRANGER), []
    for email in (EMAIL, "nobody@example.org"):
        for guesses in (0, FREE_GUESSES, PROOF_FROM, GUESSES_ELSEWHERE.times):
            tried(door, GUESSES_ELSEWHERE, email, guesses)
            with count_queries(door.database) as sent, pytest.raises((WrongLogIn, TooMany)) as refused:
                door.log_in(email, WRONG, device=cookie)
            seen.append((refused.type, sent))
    assert seen[:4] == seen[4:]
    assert [kind for kind, _ in seen[:4]] == [WrongLogIn, WaitFirst, ProofNeeded, TooManyGuesses]


def test_guesses_end_at_a_hundred_an_hour_and_the_owner_enters_by_mail(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, GUESSES_ELSEWHERE.times)
    with pytest.raises(TooManyGuesses) as refused:
        door.log_in()
    assert door.passwords.calls == []
    assert door.log_in(device=known_device(door)).viewer
    assert refused.value.data["minutes"] == 15
    door.forget(address=ELSEWHERE)
    door.reset(door.tokens()[-1])
    assert door.log_in(password=OTHER_PASSWORD).viewer


def test_a_new_password_by_mail_forgets_the_guesses_on_the_device_that_sets_it(door: Door) -> None:
    mine = known_device(door)
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG, device=mine)
    door.forget(device=mine)
    door.reset(door.tokens()[-1], device=mine)
    assert door.log_in(password=OTHER_PASSWORD, device=mine).viewer


def test_ten_thousand_people_behind_one_address_go_on_logging_in(door: Door) -> None:
    tried(door, GUESSES_FROM_NETWORK, ADDRESS, 1_000)
    assert door.log_in(device=known_device(door)).viewer
    needed = challenged(door)
    assert needed.data["bits"] == 19
    tried(door, GUESSES_FROM_NETWORK, ADDRESS, GUESSES_FROM_NETWORK.times)
    assert with_proof(door).viewer
    assert door.log_in(address=ELSEWHERE).viewer
    assert times(door, GUESSES_FROM_NETWORK, ADDRESS) == GUESSES_FROM_NETWORK.times


@pytest.mark.slow
def test_wrong_passwords_of_a_network_are_counted_whatever_the_account(door: Door) -> None:
    for number in range(GUESSES_FROM_NETWORK.times):
        with pytest.raises(WrongLogIn):
            door.log_in(f"citizen{number}@example.org", WRONG, address="2001:db8:1:2::9")
    challenged(door, address="2001:db8:1:2:ffff::1")
    assert door.log_in(address="2001:db8:1:3::1").viewer


def test_the_networks_of_one_site_count_together(door: Door) -> None:
    tried(door, GUESSES_FROM_SITE, "2001:db8:1::/48", GUESSES_FROM_SITE.times)
    for network in (1, 2, 0xFFFF):
        assert challenged(door, address=f"2001:db8:1:{network:x}::1").data["bits"] == LEAST_BITS
    assert door.log_in(address="2001:db8:2::1").viewer
