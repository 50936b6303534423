"""Slips of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.slips import is_slip, slipped_part

SLIPS = [
    ("ชลบุรึ", "ชลบุรี"),
    ("ชลบรี", "ชลบุรี"),
    ("ชลบุรรี", "ชลบุรี"),
    ("ลชบุรี", "ชลบุรี"),
    ("ชลบุร", "ชลบุรี"),
    ("chonbury", "chonburi"),
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_one_letter_is_a_slip(typed: str, meant: str) -> None:
    assert is_slip(typed, meant)
    assert is_slip(meant, typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("ชลบุรี", "ชลบุรี"), ("กา", "กี"), ("ชลบึ", "ชลบุรี"), ("ลชบุรึ", "ชลบุรี"), ("abc", "cba")]
)
def test_none_two_and_short_words_are_not(typed: str, meant: str) -> None:
    assert not is_slip(typed, meant)


@given(st.text(alphabet="abc", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("abc"))
def test_any_letter_changed_left_out_or_added_is_one(text: str, at: int, letter: str) -> None:
    at %= len(text)
    for other in (
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
    ):
        assert other == text or is_slip(other, text)


def test_the_part_that_was_meant_is_whole_pieces() -> None:
    assert slipped_part("ฟุตบาด", "ซ่อมฟุตบาทพัง", [0, 3, 4, 6, 7, 9, 10, 12, 13]) == "ฟุตบาท"
    assert slipped_part("เรือบิน", "ซ่อมฟุตบาทพัง", [0, 3, 4, 6, 7, 9, 10, 12, 13]) is None
