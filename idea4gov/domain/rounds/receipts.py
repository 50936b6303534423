"""Receipts: a code that only the voter has, and its digest, which names the ballot in the published file.

The code has 80 random bits, written as 16 characters in groups of four. Characters that are easily confused
(I, L, O, U) are not used. Whoever has the code can find the ballot, since the digest is what `printf CODE |
sha256sum` prints for the code without hyphens. The code cannot be computed from the digest. Source of the
alphabet: Crockford's base 32.
"""

import hashlib
import re

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import EmptyText

CODE_BYTES = 10
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SHAPE = re.compile(f"[{_SIGNS}]{{16}}")


class BadCode(Invalid):
    """The text is not a receipt code."""

    code = "bad_receipt_code"
    message = N_(
        "A receipt code has 16 letters and digits, such as 7K3M-9QXT-0ABC-DEFG. Check what you typed."
    )


def code_of(random: bytes) -> str:
    """A receipt code as shown: 16 characters in groups of four. random: CODE_BYTES bytes."""
    number = int.from_bytes(random)
    signs = "".join(_SIGNS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def clean_code(text: str) -> str:
    """A code as typed, without hyphens and spaces, in capitals, with I, L and O corrected.

    Raises EmptyText, BadCode.
    """
    code = re.sub(r"[\s\u200b-]", "", text).upper().translate(_LOOKALIKES)
    if not code:
        raise EmptyText(field="code")
    if not _SHAPE.fullmatch(code):
        raise BadCode(field="code")
    return code


def digest_code(code: str) -> str:
    """SHA-256, in hex, of a code without hyphens. Raises EmptyText, BadCode."""
    return hashlib.sha256(clean_code(code).encode()).hexdigest()
