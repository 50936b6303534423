"""Chance, from the operating system: receipt codes, names of sealed ballots, the seed that settles ties."""

import secrets

from idea4gov.domain.ballots import CODE_BYTES, code_of

LABEL_BYTES = 8
SEED_BYTES = 16


def draw_code() -> str:
    """A fresh receipt code."""
    return code_of(secrets.token_bytes(CODE_BYTES))


def draw_labels(count: int) -> list[str]:
    """Names for `count` sealed ballots, each different, in an order of their own (that of the alphabet)."""
    labels: set[str] = set()
    while len(labels) < count:
        labels.add(secrets.token_hex(LABEL_BYTES))
    return sorted(labels)


def draw_order(ids: list[int]) -> list[int]:
    """The same ids in an order that carries no information."""
    drawn = list(ids)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


def draw_seed() -> str:
    """A seed for ties, as hex."""
    return secrets.token_hex(SEED_BYTES)
