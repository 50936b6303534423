"""Cursors: short texts for addresses that say where the next page of a list begins."""

import base64
import binascii
import re

LARGEST = 2**31 - 1
_NUMBERS = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.(?:0|[1-9][0-9]{0,9}))*", re.ASCII)


def encode_cursor(*numbers: int) -> str:
    """Encode whole numbers, 0 to LARGEST, as one URL-safe text, which decode_cursor reads."""
    return base64.urlsafe_b64encode(".".join(map(str, numbers)).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, count: int) -> tuple[int, ...] | None:
    """The `count` numbers in a cursor, each 0 to LARGEST; None for no cursor or an invalid one.

    Addresses get cut, mistyped and forged, so an invalid cursor shows the first page, and is no error.
    """
    if not text or len(text) > 100 or not text.isascii():
        return None
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not _NUMBERS.fullmatch(plain):
        return None
    numbers = tuple(int(each) for each in plain.split("."))
    if len(numbers) != count or max(numbers) > LARGEST or encode_cursor(*numbers) != text:
        return None
    return numbers
