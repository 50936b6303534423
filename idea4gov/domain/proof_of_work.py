"""Proof of work: a sum that costs a device some seconds, and the server some microseconds to check.

A solution is PARTS numbers. Of each, SHA-256("<seed>:<part>:<number>") begins with bits - 4 zero bits, where
the seed is the first half of the challenge's own SHA-256 in hex. Many small parts take about the same time on
every try, which one large part would not. static/js/proof_of_work.js solves it in the same way.
Source: A. Back, Hashcash, 2002.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, Self, cast

from idea4gov.domain.clock import TOLERANCE

Purpose = Literal["log-in", "mail"]

PARTS = 16
_BITS_OF_PARTS = 4
LEAST_BITS, MOST_BITS = 15, 21
"""On average 2**bits hashes: 0.2 s and 14 s on a phone that makes 150,000 a second."""
SLACK_BITS = 3
"""So much easier than what is asked now may a challenge be that was set some seconds ago."""
LIFETIME = timedelta(minutes=10)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_CHALLENGE = re.compile(
    r"(log-in|mail)\.([0-9a-f]{16})\.([0-9]{1,2})\.([0-9]{1,11})\.([0-9a-f]{16})", re.ASCII
)
SOLUTION_MAX_LENGTH = 11 * PARTS


@dataclass(frozen=True)
class Challenge:
    """A sum to solve once. subject: 16 hex digits, whose attempt it is for. nonce: 16 random hex digits.

    issued_at: aware UTC, whole seconds. The text is not signed here.
    """

    purpose: Purpose
    subject: str
    bits: int
    issued_at: datetime
    nonce: str

    def __str__(self) -> str:
        moment = int(self.issued_at.timestamp())
        return f"{self.purpose}.{self.subject}.{self.bits}.{moment}.{self.nonce}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The challenge of a text, or None for a text that is none."""
        found = _CHALLENGE.fullmatch(text)
        if found is None:
            return None
        purpose, subject, bits, moment, nonce = found.groups()
        issued_at = datetime.fromtimestamp(int(moment), UTC)
        return cls(cast(Purpose, purpose), subject, int(bits), issued_at, nonce)

    def suffices(self, purpose: Purpose, subject: str, bits: int, *, now: datetime) -> bool:
        """Whether its solution is good for an attempt now that asks for a proof of so many bits."""
        is_fresh = self.issued_at - TOLERANCE <= now < self.issued_at + LIFETIME
        is_for_this = (self.purpose, self.subject) == (purpose, subject)
        return is_fresh and is_for_this and self.bits >= max(LEAST_BITS, bits - SLACK_BITS)


def is_solved(challenge: str, bits: int, solution: str) -> bool:
    """Whether a solution, its numbers joined by points, solves a challenge.

    challenge: the text, as given out. bits: of the challenge.
    """
    numbers = solution.split(".") if len(solution) <= SOLUTION_MAX_LENGTH else []
    if len(numbers) != PARTS or not all(map(_NUMBER.fullmatch, numbers)):
        return False
    seed = _seed(challenge)
    return all(_is_good(seed, part, int(number), bits) for part, number in enumerate(numbers))


def solve(challenge: str, bits: int) -> str:
    """A solution. Takes about 2**bits hashes."""
    seed = _seed(challenge)
    return ".".join(str(_first_good(seed, part, bits)) for part in range(PARTS))


def _first_good(seed: str, part: int, bits: int) -> int:
    number = 0
    while not _is_good(seed, part, number, bits):
        number += 1
    return number


def _is_good(seed: str, part: int, number: int, bits: int) -> bool:
    found = sha256(f"{seed}:{part}:{number}".encode()).digest()
    return int.from_bytes(found[:4]) >> (32 - (bits - _BITS_OF_PARTS)) == 0


def _seed(challenge: str) -> str:
    return sha256(challenge.encode()).hexdigest()[:32]
