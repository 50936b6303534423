"""Whole numbers from text that strangers wrote."""

import re

LARGEST = 10**15 - 1
"""The largest amount accepted: fits every database integer and every reader of JSON."""

_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0{1,15})?", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,15})(?:\.[0-9]{1,15})?", re.ASCII)


def whole_number(text: str) -> int | None:
    """The int that a text states, or None: ASCII digits, no sign, at most LARGEST; "400000.0" is 400000."""
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


def whole_part(text: str) -> int | None:
    """As whole_number, with decimals cut off: a sum of whole costs fits "100.50" just when it fits 100."""
    found = _DECIMAL.fullmatch(text.strip())
    return int(found[1]) if found else None
