"""Proofs of work: what solves a challenge, and what a challenge is good for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.clock import TOLERANCE
from idea4gov.domain.proof_of_work import (
    LEAST_BITS,
    LIFETIME,
    MOST_BITS,
    PARTS,
    SLACK_BITS,
    Challenge,
    is_solved,
    solve,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HEX = st.text("0123456789abcdef", min_size=16, max_size=16)
CHALLENGES = st.builds(
    Challenge,
    st.sampled_from(["log-in", "mail"]),
    HEX,
    st.integers(LEAST_BITS, MOST_BITS),
    st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    HEX,
)
MINE = Challenge("log-in", "0" * 16, 18, NOON, "f" * 16)


@given(CHALLENGES)
def test_a_challenge_is_read_as_it_was_written(challenge: Challenge) -> None:
    assert Challenge.read(str(challenge)) == challenge


@given(st.text(max_size=80))
def test_other_texts_are_no_challenges(text: str) -> None:
    assert Challenge.read(text) is None


@given(st.text(min_size=1, max_size=200))
def test_what_solves_is_accepted_and_for_this_challenge_alone(text: str) -> None:
    solution = solve(text, 9)
    assert is_solved(text, 9, solution)
    assert not is_solved(text, 30, solution)
    assert not is_solved(text + "x", 26, solution)


@given(st.text("0123456789.-+ ๑e", max_size=200) | st.text(max_size=200))
def test_garbage_solves_nothing(solution: str) -> None:
    assert not is_solved("any", MOST_BITS, solution)


@pytest.mark.parametrize("change", ["0{}", "{}.0", "{} ", "+{}", "{}\n", "{}." + "9" * 10_000])
def test_a_solution_has_one_spelling(change: str) -> None:
    assert not is_solved("any", 9, change.format(solve("any", 9)))


def test_each_part_has_to_be_solved() -> None:
    numbers = solve("any", LEAST_BITS).split(".")
    for part in range(PARTS):
        changed = [*numbers[:part], str(int(numbers[part]) + 1), *numbers[part + 1 :]]
        assert not is_solved("any", LEAST_BITS + 8, ".".join(changed))


@pytest.mark.parametrize(
    ("purpose", "subject", "bits", "later", "is_enough"),
    [
        ("log-in", "0" * 16, 18, timedelta(), True),
        ("log-in", "0" * 16, 18 + SLACK_BITS, LIFETIME - timedelta(seconds=1), True),
        ("log-in", "0" * 16, 18 + SLACK_BITS + 1, timedelta(), False),
        ("log-in", "0" * 16, 18, LIFETIME, False),
        # By the clock of another machine, which is fast.
        ("log-in", "0" * 16, 18, -TOLERANCE, True),
        ("log-in", "0" * 16, 18, -TOLERANCE - timedelta(seconds=1), False),
        ("mail", "0" * 16, 18, timedelta(), False),
        ("log-in", "1" + "0" * 15, 18, timedelta(), False),
    ],
)
def test_a_proof_is_good_for_what_it_was_asked_for(
    purpose: str, subject: str, bits: int, later: timedelta, is_enough: bool
) -> None:
    assert MINE.suffices(purpose, subject, bits, now=NOON + later) is is_enough  # type: ignore[arg-type]
