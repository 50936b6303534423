"""Strings that have broken programs, and scripts in disguise: thousands of them, or with --sample a share."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SHARE = 50
"""With --sample a test tries one of so many strings: which, depends on its name."""


class HostileStrings(NamedTuple):
    """naughty: the big list of naughty strings, without its empty one. xss: scripts in disguise."""

    naughty: list[str]
    xss: list[str]


def read_strings(folder: Path) -> HostileStrings:
    """Read the lists of a folder of real data."""
    naughty = json.loads((folder / "hostile/blns.json").read_text("utf-8"))
    xss = (folder / "hostile/xss.txt").read_text("utf-8").splitlines()
    return HostileStrings([str(text) for text in naughty if text], xss)


def packed(texts: list[str], max_length: int) -> Iterator[str]:
    """As many texts a time, a line each, as a field holds; a text that is too long alone comes alone."""
    pack = ""
    for text in texts:
        if pack and len(pack) + 1 + len(text) > max_length:
            yield pack
            pack = ""
        pack = f"{pack}\n{text}" if pack else text
    if pack:
        yield pack


@pytest.fixture
def hostile_strings(request: pytest.FixtureRequest, real_data: Path) -> HostileStrings:
    """The strings that this test has to try: all, or with --sample a share of its own."""
    whole = read_strings(real_data)
    if not request.config.getoption("sample"):
        return whole
    first = zlib.crc32(request.node.name.encode()) % SHARE
    return HostileStrings(*(texts[first::SHARE] for texts in whole))
