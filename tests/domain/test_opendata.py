"""Small numbers of people are kept back, and pseudonyms lead back to nobody."""

import hashlib
import hmac

import pytest

from config import DATA_LICENCES
from idea4gov.domain.opendata.licences import LICENCES
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.opendata.small_cells import suppress


def cells(*counts: int, board: int = 1) -> list[dict[str, object]]:
    return [
        {"board_id": board, "home_province_code": f"{10 + place}", "people": people}
        for place, people in enumerate(counts)
    ]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((5, 60), [5, 60]),
        ((4, 3, 60), [None, None, 60]),
        ((60, 4, 9, 7), [60, None, 9, None]),
        ((4,), [None]),
        ((4, 60), [None, None]),
    ],
    ids=["none is small", "two hide each other", "the next larger one too", "alone", "of two both"],
)
def test_counts_that_point_at_people_are_not_told(counts: tuple[int, ...], told: list[int | None]) -> None:
    found = list(suppress(cells(*counts)))
    assert [row["people"] for row in found] == told
    assert all(row["is_suppressed"] == (row["people"] is None) for row in found)


def test_each_board_is_judged_by_itself() -> None:
    found = list(suppress([*cells(4, 60), *cells(9, 60, board=2)]))
    assert [row["people"] for row in found] == [None, None, 9, 60]


def test_a_pseudonym_needs_the_key() -> None:
    def keyed(key: bytes) -> Publisher:
        return Publisher("", lambda text: hmac.new(key, text.encode(), "sha256").hexdigest())

    one = keyed(b"one")
    assert one.pseudonym(1, 7) == one.pseudonym(1, 7)
    assert (
        len({one.pseudonym(1, 7), one.pseudonym(2, 7), one.pseudonym(1, 8), keyed(b"2").pseudonym(1, 7)}) == 4
    )
    assert one.pseudonym(1, 7) not in hashlib.sha256(b"1:7").hexdigest()


def test_the_setting_takes_exactly_the_licences_that_are_known() -> None:
    assert set(DATA_LICENCES) == set(LICENCES)
