"""What stands before an attempt: nothing, a wait, a proof of work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.hurdles import (
    FREE_GUESSES,
    GUESSES_FROM_NETWORK,
    PROOF_FROM,
    Hurdle,
    highest,
    hurdle_of_guesses,
    hurdle_of_network,
)
from idea4gov.domain.proof_of_work import LEAST_BITS, MOST_BITS

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("guesses", "seconds_ago", "hurdle"),
    [
        (0, 0, Hurdle()),
        (4, 0, Hurdle()),
        (5, 0, Hurdle(seconds=2)),
        (5, 0.5, Hurdle(seconds=2)),
        (5, 1, Hurdle(seconds=1)),
        (5, 2, Hurdle()),
        (6, 0, Hurdle(seconds=4)),
        (9, 0, Hurdle(seconds=32)),
        (9, 31, Hurdle(seconds=1)),
        (9, 32, Hurdle()),
        (10, 0, Hurdle(bits=15)),
        (11, 0, Hurdle(bits=15)),
        (12, 0, Hurdle(bits=16)),
        (24, 0, Hurdle(bits=21)),
    ],
)
def test_guesses_are_free_then_wait_then_work(guesses: int, seconds_ago: float, hurdle: Hurdle) -> None:
    last_at = NOON - timedelta(seconds=seconds_ago)
    assert hurdle_of_guesses(guesses, last_at=last_at, now=NOON) == hurdle


@given(st.integers(0, 10**6))
def test_work_never_shrinks_with_more_guesses_and_has_a_most(guesses: int) -> None:
    one, next_one = (hurdle_of_guesses(each, last_at=NOON, now=NOON) for each in (guesses, guesses + 1))
    assert 0 <= one.bits <= next_one.bits <= MOST_BITS
    assert (one.bits > 0) is (guesses >= PROOF_FROM)
    assert not (one.bits and one.seconds)


def test_the_waits_of_a_window_are_a_minute_all_together() -> None:
    waits = [hurdle_of_guesses(each, last_at=NOON, now=NOON).seconds for each in range(30)]
    assert waits[FREE_GUESSES:PROOF_FROM] == [2, 4, 8, 16, 32]
    assert sum(waits) == 62


@pytest.mark.parametrize(
    ("times", "bits"), [(0, 0), (59, 0), (60, 15), (119, 15), (120, 16), (1_000, 19), (10**7, 21)]
)
def test_the_work_of_a_network_doubles_with_its_attempts(times: int, bits: int) -> None:
    assert hurdle_of_network(GUESSES_FROM_NETWORK, times) == Hurdle(bits=bits)


def test_the_highest_hurdle_has_the_longest_wait_and_the_most_work() -> None:
    assert highest(Hurdle(seconds=4), Hurdle(bits=LEAST_BITS), Hurdle()) == Hurdle(4, LEAST_BITS)
