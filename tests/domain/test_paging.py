"""Cursors come back as they went, and bad ones are no cursors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.paging import LARGEST, decode_cursor, encode_cursor

numbers = st.lists(st.integers(0, LARGEST), min_size=1, max_size=4)


@given(numbers)
def test_a_cursor_gives_its_numbers_back(given_numbers: list[int]) -> None:
    cursor = encode_cursor(*given_numbers)
    assert decode_cursor(cursor, len(given_numbers)) == tuple(given_numbers)
    assert all(sign.isalnum() or sign in "-_" for sign in cursor)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_a_cursor_of_ours_or_none(text: str) -> None:
    found = decode_cursor(text, 2)
    assert found is None or encode_cursor(*found) == text


@pytest.mark.parametrize("count", [1, 3])
def test_a_cursor_of_another_list_is_none(count: int) -> None:
    assert decode_cursor(encode_cursor(5, 6), count) is None


@pytest.mark.parametrize("number", [LARGEST + 1, 10**9 * 9])
def test_a_number_too_large_for_the_database_is_none(number: int) -> None:
    assert decode_cursor(encode_cursor(number), 1) is None


def test_no_cursor_is_none() -> None:
    assert decode_cursor(None, 1) is None
    assert decode_cursor("", 1) is None
