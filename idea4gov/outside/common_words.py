"""Common passwords, words and names of places, which scripts/common_words.py has put into one packed file."""

import lzma
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("common_words.xz")


@lru_cache
def common_words() -> frozenset[str]:
    """The words of the file, in small letters without spaces. Read once in a process; they take 12 MB."""
    return frozenset(lzma.decompress(FILE.read_bytes()).decode().splitlines())
