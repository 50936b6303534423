"""Exact numbers with decimals, as `.pb` files write costs, budgets and points."""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from idea4gov.domain.tally.election import Exact

_NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?", re.ASCII)


def exact_number(text: str, *, signed: bool = False) -> Exact | None:
    """The number that a text states, exact, or None: an int where it is whole, otherwise a Fraction.

    text: ASCII digits, at most 15 before the decimal point and 15 behind it. signed: whether a minus sign may
    stand before them.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None or (found[1] and not signed):
        return None
    decimals = (found[3] or "").rstrip("0")
    whole = int(found[1] + found[2] + decimals)
    return Fraction(whole, 10 ** len(decimals)) if decimals else whole


def decimal_text(number: Exact) -> str:
    """The shortest text from which exact_number reads this number. number: with finitely many decimals."""
    if isinstance(number, int):
        return str(number)
    places = next(places for places in range(16) if 10**places % number.denominator == 0)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    end = len(digits) - places
    return ("-" if number < 0 else "") + ".".join(filter(None, (digits[:end], digits[end:])))


def unit_of(amounts: Iterable[Exact]) -> int:
    """The smallest int that makes all the amounts whole when they are multiplied by it."""
    return lcm(*(amount.denominator for amount in amounts))
