"""Merkle trees of RFC 6962: roots, proofs that a leaf is in a tree, and that a tree only grew.

Hashes are SHA-256; a leaf is hashed behind a byte 0, a node behind a byte 1, so that neither passes for the
other. Trees are given as the hashes of their leaves, in order. A tree that is cut into blocks of a
power of two has the same root over the roots of its blocks, so a proof reads one block. Source: RFC 6962,
section 2.1; RFC 9162.
"""

import hashlib
from collections.abc import Sequence

Hashes = Sequence[bytes]
BLOCK = 1 << 10
"""Leaves of a block; the last one of a tree may have fewer."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: Hashes) -> bytes:
    """The root of a tree; without leaves, the SHA-256 of nothing."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else hashlib.sha256().digest()


class GrowingTree:
    """A tree that leaves are added to, of which a few nodes are kept: the peaks. size: number of leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf's hash."""
        size = self.size
        while size & 1:
            leaf, size = node_hash(self._peaks.pop(), leaf), size >> 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far, as of root_of."""
        found = self._peaks[-1] if self._peaks else root_of([])
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found


def prove_inclusion(leaves: Hashes, index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root. index: 0.. . Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, proof = list(leaves), []
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = _above(level), index >> 1
    return proof


def prove_consistency(leaves: Hashes, first: int) -> list[bytes]:
    """The hashes that lead from the root over the first leaves to the root over all. first: 1.. of them.

    Raises IndexError.
    """
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _consistency(leaves, first, is_whole=True)


def prove_inclusion_in(block: Hashes, blocks: Hashes, index: int, *, size: int = BLOCK) -> list[bytes]:
    """As prove_inclusion. block: the leaves of the one that has the leaf. blocks: the roots of all.

    size: leaves of a block. Raises IndexError.
    """
    return prove_inclusion(block, index % size) + prove_inclusion(blocks, index // size)


def prove_consistency_in(block: Hashes, blocks: Hashes, first: int, *, size: int = BLOCK) -> list[bytes]:
    """As prove_consistency, for a tree that did grow. block: the leaves of the one that leaf `first` is in.

    blocks: the roots of all; size: leaves of a block. first: 0.. . Raises IndexError.
    """
    number, inside = divmod(first, size)
    if not inside:
        return prove_consistency(blocks, number)
    return _consistency(block, inside, is_whole=not number) + prove_inclusion(blocks, number)


def includes(leaf: bytes, index: int, size: int, proof: Hashes, root: bytes) -> bool:
    """Whether a proof leads from a leaf's hash at an index to the root of a tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    found, last = leaf, size - 1
    for one in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = node_hash(one, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, one)
        index, last = index >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, roots: tuple[bytes, bytes], proof: Hashes) -> bool:
    """Whether a proof shows that the tree of the second size and root begins with that of the first."""
    if first == second or first == 0:
        return 0 <= first <= second and not proof and (first == 0 or roots[0] == roots[1])
    if not 0 < first < second:
        return False
    path = [roots[0], *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            after = node_hash(after, one)
        index, last = index >> 1, last >> 1
    return last == 0 and (before, after) == roots


def _above(level: Hashes) -> list[bytes]:
    """The level of nodes above one; what has no neighbour goes up as it is."""
    pairs = [node_hash(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return pairs + list(level[len(pairs) * 2 :])


def _consistency(leaves: Hashes, first: int, *, is_whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    if first <= left:
        return [*_consistency(leaves[:left], first, is_whole=is_whole), root_of(leaves[left:])]
    return [*_consistency(leaves[left:], first - left, is_whole=False), root_of(leaves[:left])]
