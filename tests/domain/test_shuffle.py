"""A shuffle is an order of every number, and a fair one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.shuffle import SEEDS, seed_of, shuffled

seeds = st.integers(0, SEEDS - 1)


@given(seeds, st.integers(1, 700))
def test_every_number_stands_at_exactly_one_place(seed: int, size: int) -> None:
    number_at = shuffled(seed, size)
    assert sorted(map(number_at, range(size))) == list(range(1, size + 1))


@given(seeds, st.integers(1, 2**31 - 1), st.data())
def test_places_of_a_long_board_hold_numbers_of_it(seed: int, size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    assert 1 <= shuffled(seed, size)(place) <= size


@pytest.mark.parametrize("size", [2, 3, 7, 20, 64, 65, 100])
@pytest.mark.parametrize("end", ["first", "last"])
def test_no_number_is_favoured_at_either_end(size: int, end: str) -> None:
    place = 0 if end == "first" else size - 1
    found = Counter(shuffled(seed, size)(place) for seed in range(200 * size))
    assert len(found) == size
    # 200 of each are expected, give or take 14: no honest count strays four times as far.
    assert all(140 < number < 260 for number in found.values())


def test_a_short_board_is_shown_in_every_order() -> None:
    found = Counter(tuple(map(shuffled(seed, 4), range(4))) for seed in range(2_400))
    assert len(found) == 24
    assert min(found.values()) > 50


def test_a_person_keeps_their_order_on_a_board_and_has_another_on_the_next() -> None:
    assert seed_of(7, 1) == seed_of(7, 1)
    assert len({seed_of(person, board) for person in range(30) for board in range(30)}) > 890
