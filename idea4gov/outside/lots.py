"""Chance, from the operating system: receipt codes, names of paper ballots, the seed that settles ties."""

import secrets

from idea4gov.domain.rounds.receipts import CODE_BYTES, code_of

LABEL_BYTES = 32
SEED_BYTES = 16


def draw_code() -> str:
    """A fresh receipt code."""
    return code_of(secrets.token_bytes(CODE_BYTES))


def draw_label() -> str:
    """A name for a sealed ballot that has no receipt; it looks like the digest of one."""
    return secrets.token_hex(LABEL_BYTES)


def draw_seed() -> str:
    """A seed for ties, as hex."""
    return secrets.token_hex(SEED_BYTES)
