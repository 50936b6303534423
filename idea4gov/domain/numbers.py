"""Reading whole numbers from untrusted text."""

import re

LARGEST = 10**15 - 1
"""The largest amount accepted; it fits into the integers of every database and of JSON readers."""

_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0{1,15})?", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,15})(?:\.[0-9]{1,15})?", re.ASCII)


def whole_number(text: str) -> int | None:
    """The int that a text states, 0 to LARGEST, or None. "400000.0" gives 400000.

    text: ASCII digits without a sign; decimals must be zeros.
    """
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


def whole_part(text: str) -> int | None:
    """As whole_number, but any decimals are allowed and dropped: whole costs that fit 100.50 fit 100."""
    found = _DECIMAL.fullmatch(text.strip())
    return int(found[1]) if found else None
