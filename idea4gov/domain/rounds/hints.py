"""Hints of irregular votes: groups of voters on the web that came from one device, network or minute.

A group proves nothing. A family votes on one telephone, a carrier puts a province behind one network, and a
village votes in the minute after the loudspeaker. So officials look, and nothing is done by a group alone.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.errors import N_

HintKind = Literal["device", "moment", "email", "name", "network", "minute"]
"""device: one browser. moment: one network within one minute. email, name: alike but for digits and signs."""
HINT_KINDS: Final[tuple[HintKind, ...]] = get_args(HintKind)
LEAST: Final[Mapping[HintKind, int]] = {
    "device": 3,
    "moment": 3,
    "email": 3,
    "name": 3,
    "network": 10,
    "minute": 10,
}
"""{kind: of how many voters a group is shown}"""
TIMES_USUAL: Final = 4
"""A minute is told when it has so many times the votes of a usual minute."""
LEAST_LETTERS: Final = 3
DIGEST_LETTERS: Final = 32
SAYS: Final[Mapping[HintKind, tuple[str, str]]] = {
    "device": (
        N_("One device"),
        N_("Several people voted in one browser. Families do, and so does who votes for others."),
    ),
    "moment": (
        N_("One network, within one minute"),
        N_("A meeting looks like this, and so does somebody with a list of accounts."),
    ),
    "email": (
        N_("E-mail addresses that are alike"),
        N_("They differ by digits, dots and signs alone."),
    ),
    "name": (
        N_("Names that are alike"),
        N_("They differ by digits, spaces and signs alone. Many people have the same name."),
    ),
    "network": (
        N_("One network"),
        N_("A mobile carrier, a school or an office has thousands of people behind one network."),
    ),
    "minute": (
        N_("One minute"),
        N_("Many more than in a usual minute. An announcement in the village does that, too."),
    ),
}
"""{kind: its name, and what else it may be}, msgids"""


class Hint(NamedTuple):
    """From where a voter on the web came. line: number of the line of the roll.

    device, network: keyed digests, None where there was none. name, email: of the account, "" without one.
    """

    line: int
    device: str | None
    network: str | None
    minute: datetime
    name: str
    email: str


class Cluster(NamedTuple):
    """A group of voters. lines: of the roll, in order."""

    kind: HintKind
    lines: tuple[int, ...]


def find_clusters(hints: Sequence[Hint]) -> dict[HintKind, list[Cluster]]:
    """The groups of each kind, the largest first."""
    return {kind: _of_kind(kind, hints) for kind in HINT_KINDS}


def alike_name(name: str) -> str:
    """What names have in common that differ by digits, spaces and signs; "" where little is left."""
    return _letters(unicodedata.normalize("NFKC", name).casefold())


def alike_email(email: str) -> str:
    """What addresses have in common that differ by digits, dots, signs and tags; "" where little is left."""
    mailbox, _, domain = email.casefold().rpartition("@")
    letters = _letters(mailbox.partition("+")[0])
    return f"{letters}@{domain}" if letters else ""


def _of_kind(kind: HintKind, hints: Sequence[Hint]) -> list[Cluster]:
    groups = defaultdict[Hashable, list[int]](list)
    for hint in hints:
        key = _KEYS[kind](hint)
        if key:
            groups[key].append(hint.line)
    least: float = LEAST[kind]
    if kind == "minute" and groups:
        least = max(least, TIMES_USUAL * len(hints) / len(groups))
    found = (Cluster(kind, tuple(sorted(lines))) for lines in groups.values() if len(lines) >= least)
    return sorted(found, key=lambda one: (-len(one.lines), one.lines))


_KEYS: Final[Mapping[HintKind, Callable[[Hint], Hashable]]] = {
    "device": lambda hint: hint.device,
    "moment": lambda hint: hint.network and (hint.network, hint.minute),
    "email": lambda hint: alike_email(hint.email),
    "name": lambda hint: alike_name(hint.name),
    "network": lambda hint: hint.network,
    "minute": lambda hint: hint.minute,
}


def _letters(text: Iterable[str]) -> str:
    """The letters and vowels of a text; "" where they are too few to tell people apart."""
    kept = "".join(sign for sign in text if unicodedata.category(sign)[0] in "LM")
    return kept if len(kept) >= LEAST_LETTERS else ""
