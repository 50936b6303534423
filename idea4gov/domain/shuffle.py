"""A different order of a board's proposals for each reader, so that none gains from being listed first.

A Feistel network permutes the numbers below a power of four that is at least `size`. A result of `size` or
more is permuted again until it is smaller (cycle walking). No list is stored or sorted, so the cost does not
depend on the length of the board.

Source: Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains".
"""

from collections.abc import Callable

SEEDS = 1_000_000
"""Number of seeds: they are 0 to SEEDS - 1."""

_ROUNDS = 4
# Fewer bits would leave a short list only a few different orders.
_LEAST_HALF_BITS = 3
_MASK = 2**64 - 1


def shuffled(seed: int, size: int) -> Callable[[int], int]:
    """The order of a seed: a function from a place, 0 to size - 1, to a number, 1 to size.

    It is a permutation: no two places have the same number. seed: int >= 0. size: int >= 1.
    """
    half_bits = max(_LEAST_HALF_BITS, ((size - 1).bit_length() + 1) // 2)
    keys = tuple(_mixed(seed * _ROUNDS + each + 1) for each in range(_ROUNDS))

    def number_at(place: int) -> int:
        value = _permuted(place, half_bits, keys)
        while value >= size:
            value = _permuted(value, half_bits, keys)
        return value + 1

    return number_at


def seed_of(person_id: int, board_id: int) -> int:
    """The seed of a person on a board, 0 to SEEDS - 1.

    It is the same at every visit, and differs between boards.
    """
    return _mixed(_mixed(person_id) + board_id) % SEEDS


def _permuted(value: int, half_bits: int, keys: tuple[int, ...]) -> int:
    mask = (1 << half_bits) - 1
    left, right = value >> half_bits, value & mask
    for key in keys:
        left, right = right, left ^ (_mixed(key + right) & mask)
    return left << half_bits | right


def _mixed(value: int) -> int:
    """Hash a number to 64 bits. Source: SplitMix64 (Steele, Lea, Flood 2014)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)
