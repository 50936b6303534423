"""Samples of a roll: everybody can choose the lines again, and the bound is the exact one."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.rounds.roll_sample import (
    BadSampleSize,
    Found,
    check_size,
    choose_lines,
    count_found,
    most_wrong_percent,
)


@given(st.text(max_size=20), st.integers(1, 10**6), st.integers(1, 400), st.integers(1, 60))
def test_lines_are_of_the_roll_each_once_and_in_order(
    seed: str, round_id: int, lines: int, size: int
) -> None:
    found = choose_lines(seed, round_id, lines, size)
    assert found == sorted(set(found)) == choose_lines(seed, round_id, lines, size)
    assert len(found) == min(size, lines)
    assert set(found) <= set(range(1, lines + 1))


def test_another_seed_or_round_chooses_other_lines() -> None:
    one = choose_lines("4 1 7", 1, 10_000, 30)
    assert one != choose_lines("4 1 8", 1, 10_000, 30)
    assert one != choose_lines("4 1 7", 2, 10_000, 30)


def test_every_line_is_chosen_about_as_often() -> None:
    times = [0] * 20
    for seed in range(2_000):
        for line in choose_lines(str(seed), 1, 20, 5):
            times[line - 1] += 1
    assert all(400 < count < 600 for count in times)


@pytest.mark.parametrize(
    ("size", "wrong", "percent"),
    [
        (30, 0, 10),
        (300, 0, 1),
        (10, 0, 26),
        (30, 1, 15),
        (30, 3, 24),
        (100, 5, 11),
        (30, 30, 100),
        (10, 9, 100),
    ],
)
def test_the_bound_is_that_of_the_tables(size: int, wrong: int, percent: int) -> None:
    assert most_wrong_percent(size, wrong) == percent


@given(st.integers(1, 200), st.data())
def test_the_bound_is_the_least_whole_percentage_that_is_ruled_out(size: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, size))
    percent = most_wrong_percent(size, wrong)

    def chance(share: float) -> float:
        return sum(comb(size, n) * share**n * (1 - share) ** (size - n) for n in range(wrong + 1))

    if percent < 100:
        assert chance(percent / 100) < 0.05 + 1e-9
    if percent > 1:
        assert chance((percent - 1) / 100) > 0.05 - 1e-9


def test_lines_that_nobody_found_or_looked_up_are_not_called_right() -> None:
    found = count_found(["right", "not_found", "wrong", None])
    assert found == Found(size=4, checked=3, wrong=2)
    assert not found.is_whole
    assert found.most_wrong_percent == most_wrong_percent(4, 3)


@pytest.mark.parametrize("size", [0, 9, 501, -1])
def test_a_sample_that_says_nothing_or_too_much_is_refused(size: int) -> None:
    with pytest.raises(BadSampleSize):
        check_size(size)
