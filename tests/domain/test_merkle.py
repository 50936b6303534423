"""Merkle trees: the vectors of Certificate Transparency, and that no other tree passes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.merkle import (
    GrowingTree,
    includes,
    is_consistent,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_consistency_in,
    prove_inclusion,
    prove_inclusion_in,
    root_of,
)

# certificate-transparency: merkletree/merkle_tree_test.cc
LEAVES = [
    leaf_hash(bytes.fromhex(text))
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# (index, size, proof), of the same file.
INCLUSIONS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
GROWTHS = [
    (1, 1, []),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
trees = st.integers(1, 70).map(lambda size: [leaf_hash(b"%d" % number) for number in range(size)])


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_proofs_of_inclusion_are_those_of_certificate_transparency(
    index: int, size: int, proof: list[str]
) -> None:
    assert [one.hex() for one in prove_inclusion(LEAVES[:size], index)] == proof


@pytest.mark.parametrize(("first", "second", "proof"), GROWTHS)
def test_proofs_of_consistency_are_those_of_certificate_transparency(
    first: int, second: int, proof: list[str]
) -> None:
    assert [one.hex() for one in prove_consistency(LEAVES[:second], first)] == proof


def test_a_node_does_not_pass_for_a_leaf() -> None:
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])


@given(trees)
def test_a_growing_tree_has_the_same_roots(leaves: list[bytes]) -> None:
    tree = GrowingTree()
    assert tree.root() == root_of([])
    for number, leaf in enumerate(leaves, 1):
        tree.add(leaf)
        assert (tree.size, tree.root()) == (number, root_of(leaves[:number]))


@given(trees, st.data())
def test_each_leaf_is_proven_at_its_place_and_nowhere_else(leaves: list[bytes], data: st.DataObject) -> None:
    size, root = len(leaves), root_of(leaves)
    index, other = (data.draw(st.integers(0, size - 1)) for _ in range(2))
    proof = prove_inclusion(leaves, index)
    assert includes(leaves[index], index, size, proof, root)
    assert includes(leaves[index], other, size, proof, root) == (index == other)
    assert not includes(leaf_hash(b"another"), index, size, proof, root)
    assert not includes(leaves[index], index, size, [*proof, root], root)
    assert not includes(leaves[index], size, size, proof, root)
    assert not proof or not includes(leaves[index], index, size, proof[:-1], root)


@given(trees, st.data())
def test_a_tree_that_grew_is_consistent_and_one_with_a_leaf_changed_is_not(
    leaves: list[bytes], data: st.DataObject
) -> None:
    second = len(leaves)
    first = data.draw(st.integers(1, second))
    roots = root_of(leaves[:first]), root_of(leaves)
    proof = prove_consistency(leaves, first)
    assert is_consistent(first, second, roots, proof)
    changed = leaves.copy()
    changed[data.draw(st.integers(0, first - 1))] = hashlib.sha256(b"another").digest()
    forged = roots[0], root_of(changed)
    assert not is_consistent(first, second, forged, prove_consistency(changed, first))
    assert not is_consistent(second + 1, second, roots, proof)
    assert first == second or not is_consistent(first, second, roots, proof[:-1])


@given(trees, st.sampled_from([1, 2, 8, 16]), st.data())
def test_a_tree_in_blocks_has_the_same_root_and_the_same_proofs(
    leaves: list[bytes], size: int, data: st.DataObject
) -> None:
    parts = [leaves[start : start + size] for start in range(0, len(leaves), size)]
    blocks = [root_of(part) for part in parts]
    assert root_of(blocks) == root_of(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    block = parts[index // size]
    assert prove_inclusion_in(block, blocks, index, size=size) == prove_inclusion(leaves, index)
    if index:
        assert prove_consistency_in(block, blocks, index, size=size) == prove_consistency(leaves, index)


@pytest.mark.parametrize("place", [-1, 3])
def test_there_is_no_proof_of_what_is_not_in_the_tree(place: int) -> None:
    with pytest.raises(IndexError):
        prove_inclusion(LEAVES[:3], place)
    with pytest.raises(IndexError):
        prove_consistency(LEAVES[:3], place + 1 if place == 3 else 0)
