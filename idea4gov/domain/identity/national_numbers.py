"""National numbers (เลขประจำตัวประชาชน): thirteen digits, of which the last one checks the others.

No message repeats a number: it would stand in a log, on a shared screen or in a browser's history.
"""

import re
from typing import Final

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.numbers import plain_signs

DIGITS: Final = 13
LONGEST_TYPED: Final = 60
"""Characters that are looked at: a number with a space or dash behind each digit, and room to spare."""
_MASK: Final = "•"
_SHOWN: Final = 3
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?e\+?1[12]", re.IGNORECASE)


class NotANationalNumber(Invalid):
    """The text has not thirteen digits, or something beside digits, spaces and dashes."""

    code = "not_a_national_number"
    message = N_(
        "A national number has 13 digits, with or without dashes. "
        "Please type it once more as it stands on the card."
    )


class ShortenedNationalNumber(Invalid):
    """A spreadsheet wrote the number as 1.1017E+12, so its digits are lost."""

    code = "shortened_national_number"
    message = N_(
        "The spreadsheet has shortened this number, and its last digits are lost. "
        "Set the column to text, enter the number again, and save the sheet."
    )


class WrongCheckDigit(Invalid):
    """The last digit does not fit the others: at least one of them was mistyped."""

    code = "wrong_check_digit"
    message = N_(
        "One of the 13 digits is not right: the last one does not fit the others. "
        "Please compare the number with the card."
    )


def check_digit(digits: str) -> str:
    """The last digit of a national number. digits: the twelve before it, ASCII."""
    total = sum(int(digit) * (DIGITS - place) for place, digit in enumerate(digits[: DIGITS - 1]))
    return str((11 - total % 11) % 10)


def read_national_number(text: str) -> str:
    """The thirteen ASCII digits that somebody typed, or that a reader of cards typed for them.

    Digits may be of any script; spaces, dashes and signs without width are passed over.
    Raises NotANationalNumber, ShortenedNationalNumber, WrongCheckDigit.
    """
    if len(text) > LONGEST_TYPED:
        raise NotANationalNumber()
    plain = plain_signs(text)
    if _SHORTENED.fullmatch(plain):
        raise ShortenedNationalNumber()
    number = plain.replace(" ", "").replace("-", "")
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        raise NotANationalNumber()
    if number[-1] != check_digit(number):
        raise WrongCheckDigit()
    return number


def masked(text: str) -> str:
    """What a page may say back of a number, right or wrong: its last three signs behind dots."""
    plain = plain_signs(text[:LONGEST_TYPED]).replace(" ", "").replace("-", "")
    return _MASK * _SHOWN + plain[-_SHOWN:] if len(plain) > 2 * _SHOWN else _MASK * _SHOWN
