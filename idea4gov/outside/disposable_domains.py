"""Domains of providers that give addresses away for a short time, packed by scripts/disposable_domains.py."""

import lzma
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("disposable_domains.xz")

FURTHER = frozenset(
    [
        "burnermail.io",
        "spamgourmet.com",
        "temp-mail.io",
        "tempm.com",
        "tempmail.dev",
        "tempmail.net",
        "throwaway.email",
    ]
)
"""Known to us, and not in the packed list."""


@lru_cache
def disposable_domains() -> frozenset[str]:
    """The domains of the file and FURTHER, in small letters. Read once in a process; they take 1.5 MB."""
    return FURTHER | frozenset(lzma.decompress(FILE.read_bytes()).decode().splitlines())
