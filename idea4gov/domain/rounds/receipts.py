"""Receipts: a code that only the voter has, and its digest, which names the ballot in the published file.

The code has 80 random bits, written as 16 characters in groups of four. Characters that are easily confused
(I, L, O, U) are not used. Whoever has the code can find the ballot, since the digest is what `printf CODE |
sha256sum` prints for the code without hyphens. The code cannot be computed from the digest. Source of the
alphabet: Crockford's base 32.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.ballots.ballot_paper import BallotPaper
from idea4gov.domain.ballots.checking import Line, check_new_ballot
from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import EmptyText

ReceiptKind = Literal["inclusion", "findable"]
"""What a receipt proves: that its leaf is in the log, or, beside that, where its ballot is in the file."""
RECEIPT_KINDS: Final[tuple[ReceiptKind, ...]] = get_args(ReceiptKind)
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


class Slip(NamedTuple):
    """What the server draws for one ballot before it is cast; the voter cannot choose any of it.

    code: the receipt code. nonce: 32 hex digits, which nobody learns who is not shown the opened commitment.
    label: the ballot's name in the urn; it is no digest of the code where receipts prove inclusion alone.
    """

    code: str
    nonce: str
    label: str

    @property
    def receipt_digest(self) -> str:
        """SHA-256, in hex, of the code. Raises EmptyText, BadCode."""
        return digest_code(self.code)


def make_slip(kind: ReceiptKind, *, code: str, nonce: str, label: str) -> Slip:
    """The slip of a ballot. label: 64 random hex digits, for receipts that prove inclusion alone."""
    return Slip(code, nonce, label if kind == "inclusion" else digest_code(code))


def commitment_text(round_id: int, receipt_digest: str, nonce: str, lines: Sequence[Line]) -> str:
    """The text that a ballot's commitment is the SHA-256 of. lines: by position."""
    marks = ",".join(
        f"{one.project_id}" if one.points is None else f"{one.project_id}:{one.points}" for one in lines
    )
    return f"idea4gov-ballot/1 round={round_id} code={receipt_digest} nonce={nonce} marks={marks}"


def commit(text: str) -> str:
    """The commitment to a text: 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment_of(paper: BallotPaper, round_id: int, marks: Mapping[int, int], slip: Slip) -> str:
    """The commitment of a ballot that is to be cast. Raises what check_new_ballot raises."""
    lines = check_new_ballot(paper, marks)
    return commit(commitment_text(round_id, slip.receipt_digest, slip.nonce, lines))
