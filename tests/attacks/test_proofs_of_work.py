"""Attacks on the proof of work: used twice, for somebody else, too easy, or forged."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.errors import Busy, TooMany
from idea4gov.domain.hurdles import (
    GUESSES_ELSEWHERE,
    MAILS_FROM_NETWORK,
    PROOF_FROM,
    ProofNeeded,
)
from idea4gov.domain.proof_of_work import LIFETIME, PARTS, solve
from tests.actions.doors import ADDRESS, EMAIL, Door
from tests.attacks.guessing import STRANGER, WRONG, both_engines, challenged, door, proof, times, tried
from tests.conftest import NOON
from tests.parallel import at_once
from tests.web.conftest import app, database, outbox, site

__all__ = ["app", "database", "door", "outbox", "site"]


def test_a_proof_is_good_once(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    with pytest.raises(WrongLogIn):
        door.log_in(password=WRONG, **solved)
    with pytest.raises(ProofNeeded):
        door.log_in(**solved)


@both_engines
def test_of_one_proof_sent_ten_times_at_once_one_counts(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))

    def guess() -> None:
        with suppress(WrongLogIn, TooMany, Busy):
            door.log_in(password=WRONG, **solved)

    at_once([guess] * 10)
    assert door.passwords.calls == ["matches"]


def test_a_proof_is_good_for_one_account_and_one_purpose(door: Door) -> None:
    for email in (EMAIL, STRANGER):
        tried(door, GUESSES_ELSEWHERE, email, PROOF_FROM)
    of_stranger = proof(challenged(door, STRANGER))
    with pytest.raises(ProofNeeded):
        door.log_in(**of_stranger)
    tried(door, MAILS_FROM_NETWORK, ADDRESS, MAILS_FROM_NETWORK.times)
    with pytest.raises(ProofNeeded) as refused:
        door.forget()
    with pytest.raises(ProofNeeded):
        door.log_in(**proof(refused.value))
    door.forget(**proof(refused.value))


def test_a_proof_is_good_for_ten_minutes(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    with pytest.raises(ProofNeeded):
        door.log_in(**solved, now=NOON + LIFETIME)
    assert door.log_in(**solved, now=NOON + LIFETIME - timedelta(seconds=1)).viewer


def test_an_easy_proof_that_was_kept_is_not_good_for_hard_times(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    tried(door, GUESSES_ELSEWHERE, EMAIL, GUESSES_ELSEWHERE.times - 1)
    with pytest.raises(ProofNeeded):
        door.log_in(**solved)


def forgeries(challenge: str) -> Iterator[str]:
    parts = challenge.split(".")
    yield ".".join([*parts[:2], "1", *parts[3:]])
    yield ".".join([*parts[:3], str(int(parts[3]) + 500), *parts[4:]])
    yield ".".join([*parts[:5], "0" * 64])
    yield ".".join(parts[:5])
    yield challenge.upper()
    yield challenge + "0"
    yield "ก" * 200
    yield "." * 100_000


def test_a_challenge_that_we_did_not_set_is_worth_nothing(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    needed = challenged(door)
    for forged in forgeries(needed.data["challenge"]):
        with pytest.raises(ProofNeeded):
            door.log_in(challenge=forged, solution=solve(forged, 4 + 1))
    for solution in ("", "0" * 99, ".".join(["0"] * PARTS), "9" * 100_000):
        with pytest.raises(ProofNeeded):
            door.log_in(challenge=needed.data["challenge"], solution=solution)
    assert door.passwords.calls == []
    assert times(door, GUESSES_ELSEWHERE, EMAIL) == PROOF_FROM
