"""National numbers are read however people type them, and nothing of them is said back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.errors import Invalid
from idea4gov.domain.identity.national_numbers import (
    LONGEST_TYPED,
    NotANationalNumber,
    ShortenedNationalNumber,
    WrongCheckDigit,
    check_digit,
    masked,
    read_national_number,
)

TWELVE = st.text("0123456789", min_size=12, max_size=12)
NUMBERS = TWELVE.map(lambda twelve: twelve + check_digit(twelve))
MADE_UP = "1234567890121"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
BETWEEN = st.sampled_from(["", " ", "-", "–", "\u200b", "\xa0", " - "])


@given(number=NUMBERS, between=st.lists(BETWEEN, min_size=13, max_size=13), is_thai=st.booleans())
def test_a_number_is_read_in_thai_digits_with_dashes_spaces_and_unseen_signs(
    number: str, between: list[str], is_thai: bool
) -> None:
    typed = "".join(sign + digit for sign, digit in zip(between, number, strict=True))
    assert read_national_number(typed.translate(THAI) if is_thai else typed) == number


@given(number=NUMBERS, place=st.integers(0, 12), by=st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, by: int) -> None:
    digit = str((int(number[place]) + by) % 10)
    # The check digits of remainders 0 and 1 are those of 10 and 11: such a pair cannot be told apart.
    if check_digit(wrong := number[:place] + digit + number[place + 1 :]) != wrong[-1]:
        with pytest.raises(WrongCheckDigit):
            read_national_number(wrong)
    else:
        assert place < 12


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("", NotANationalNumber),
        ("12345", NotANationalNumber),
        ("12345678901211", NotANationalNumber),
        ("1234567890x21", NotANationalNumber),
        ("1234567890122", WrongCheckDigit),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๒", WrongCheckDigit),
        ("1.23457E+12", ShortenedNationalNumber),
        ("1,23457e+12", ShortenedNationalNumber),
        ("1.1e12", ShortenedNationalNumber),
        ("1" * 10_000, NotANationalNumber),
        ("-" * (LONGEST_TYPED + 1), NotANationalNumber),
    ],
)
def test_what_is_no_number_is_refused(typed: str, refused: type[Invalid]) -> None:
    with pytest.raises(refused) as refusal:
        read_national_number(typed)
    assert refusal.value.data == {}


@given(typed=st.text(max_size=200))
def test_any_text_is_read_or_refused_without_repeating_it(typed: str) -> None:
    refused: Invalid | None = None
    try:
        assert len(read_national_number(typed)) == 13
    except Invalid as error:
        refused = error
    assert refused is None or refused.data == {}


def test_a_known_number_has_its_check_digit() -> None:
    assert read_national_number("1-2345-67890-12-1") == MADE_UP


@given(text=st.text(max_size=100))
def test_a_mask_shows_three_signs_at_most(text: str) -> None:
    shown = masked(text)
    assert shown.startswith("•••")
    assert len(shown) <= 6


def test_a_mask_of_a_number_shows_its_end() -> None:
    assert masked("1-2345-67890-12-1") == "•••121"
    assert masked("12345") == "•••"
