"""The running log of an urn: a leaf for each ballot cast, replaced, withdrawn, counted in or opened.

A leaf is a line `KIND COMMITMENT`. The commitment is the SHA-256, in hex, of a text that holds the digest of
the receipt code, the marks, and a secret nonce: it shows no choice, and nobody can make another text for it.
Heads state the root of the Merkle tree over the first leaves, and how many ballots there were then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from idea4gov.domain.merkle import GrowingTree, leaf_hash, root_of

LeafKind = Literal["cast", "replace", "withdraw", "paper", "spoiled"]
"""cast, paper: one ballot more. withdraw: one less. replace, spoiled (opened to its voter): as many."""
WORTH: Mapping[str, int] = {"cast": 1, "replace": 0, "withdraw": -1, "paper": 1, "spoiled": 0}
EMPTY_ROOT = root_of([]).hex()


@dataclass(frozen=True, slots=True)
class LogHead:
    """What is published of a log at a time. size: leaves. root: hex. at: as written by isoformat()."""

    size: int
    ballots: int
    root: str
    at: str


class LogCount:
    """What leaves add up to, one after the other: the tree, and {kind: how many}."""

    def __init__(self) -> None:
        self.tree = GrowingTree()
        self.kinds = dict.fromkeys(WORTH, 0)

    def add(self, line: str) -> None:
        """Add a leaf, a line of the log. Raises ValueError for what is no leaf."""
        kind, commitment = read_leaf(line)
        self.kinds[kind] += 1
        self.tree.add(hash_leaf(kind, commitment))

    @property
    def root(self) -> str:
        """The root over the leaves so far, in hex."""
        return self.tree.root().hex()

    @property
    def ballots(self) -> int:
        """How many ballots the leaves leave standing; more may have been cast before the log was begun."""
        return ballots_of(self.kinds)


def ballots_of(kinds: Mapping[str, int]) -> int:
    """How many ballots stand after so many leaves of each kind."""
    return sum(WORTH[kind] * number for kind, number in kinds.items())


def is_commitment(text: str) -> bool:
    """Whether a text has the form of a commitment: 64 hex digits, in small letters."""
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def leaf_line(kind: str, commitment: str) -> str:
    """A leaf as it stands in the published log, and as it is hashed."""
    return f"{kind} {commitment}"


def read_leaf(line: str) -> tuple[str, str]:
    """(kind, commitment) of a line of the log. Raises ValueError."""
    kind, _, commitment = line.strip().partition(" ")
    if kind not in WORTH or not is_commitment(commitment):
        raise ValueError(line)
    return kind, commitment


def hash_leaf(kind: str, commitment: str) -> bytes:
    """The hash of a leaf in the tree."""
    return leaf_hash(leaf_line(kind, commitment).encode())


def count_leaves(lines: Iterable[str]) -> LogCount:
    """Count leaves, each a line of the log. Raises ValueError for what is no leaf."""
    count = LogCount()
    for line in lines:
        count.add(line)
    return count


def find_head_problems(lines: Iterable[str], heads: Iterable[LogHead]) -> Iterator[str]:
    """Yield a sentence for each head that leaves do not give. lines: of the log. heads: as published.

    A head without leaves counts ballots from before the log was begun. Raises ValueError for what is no leaf.
    """
    count, base, waiting = LogCount(), 0, iter(lines)
    for head in heads:
        if head.size < count.tree.size:
            yield f"the head of {head.at} has fewer leaves than one before it"
            continue
        for line in islice(waiting, head.size - count.tree.size):
            count.add(line)
        if head.size == 0:
            base = head.ballots
        if head.size > count.tree.size:
            yield f"the head of {head.at} states {head.size:,} leaves, but the log has {count.tree.size:,}"
        elif head.root != count.root:
            yield f"the root of {head.at} is not that of the first {head.size:,} leaves"
        elif head.ballots != base + count.ballots:
            counted = base + count.ballots
            yield f"the head of {head.at} states {head.ballots:,} ballots, its leaves give {counted:,}"
