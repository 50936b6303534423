"""HEIC files of a few kilobytes that would keep the decoder busy for good, or fill the memory."""

from unittest.mock import patch

import pytest

from idea4gov.domain.photos import MAX_PHOTO_BYTES, PhotoRefused
from idea4gov.outside.images import make_emblem, make_safe
from tests.attacks.heif_files import SIDE, Derived, box, full, grid, heif, overlay
from tests.attacks.limited import READ, outcome_of
from tests.pictures import heic

MOST_TILES = 990
"""The decoder takes a thousand items."""


def doubled(steps: int) -> list[Derived]:
    """Pictures each of which is made of the two before it: 2**steps tiles are to be decoded."""
    return [grid(3 + step, 1, 2, [1 + step, 2 + step], (SIDE, SIDE)) for step in range(steps)]


BOMBS = {
    "pictures of pictures": heif(2, doubled(40)),
    "pictures of pictures, with long numbers": heif(2, doubled(40), version=3),
    "a canvas of a thousand million pixels": heif(1, [overlay(2, (32_000, 32_000), [1])]),
    "many pictures on a canvas": heif(MOST_TILES, [overlay(999, (SIDE, SIDE), [*range(1, MOST_TILES + 1)])]),
    "overlays of overlays": heif(
        2, [overlay(3 + step, (SIDE, SIDE), [1 + step, 2 + step]) for step in range(40)]
    ),
    "copies of copies": heif(
        1, [Derived(2 + one, b"iden", b"", [1 + one], (SIDE, SIDE)) for one in range(90)]
    ),
    "packed pixels": heif(1, [Derived(2, b"unci", b"", [1], (SIDE, SIDE))]),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_would_keep_a_decoder_busy_never_reaches_it(name: str) -> None:
    for make in (
        lambda: make_safe(BOMBS[name], number=1, name="a"),
        lambda: make_emblem(BOMBS[name], name="a"),
    ):
        with patch("idea4gov.outside.images.Image.open") as opened, pytest.raises(PhotoRefused):
            make()
        opened.assert_not_called()


def test_entries_that_overlap_hide_nothing() -> None:
    file = heif(1, [overlay(2, (32_000, 32_000), [1])])
    place = file.index(b"infe\2\0\0\0\0\2")
    # "grid" in the flags and the number of the entry ends one that seems to begin nine bytes before.
    lying = file[: place - 9] + b"infe" + file[place - 5 : place + 5] + b"grid" + file[place + 9 :]
    with patch("idea4gov.outside.images.Image.open") as opened, pytest.raises(PhotoRefused):
        make_safe(lying, number=1, name="a")
    opened.assert_not_called()


REFUSED = {
    "a canvas larger than its tiles": heif(1, [grid(2, 1, 1, [1], (5_000, 5_000))]),
    "a canvas of too many pixels": heif(1, [grid(2, 1, 1, [1], (9_000, 9_000))]),
    "a picture of itself": heif(1, [grid(2, 1, 2, [2, 1])]),
    "two pictures of each other": heif(1, [grid(2, 1, 2, [3, 1]), grid(3, 1, 2, [2, 1])]),
    "a tile that is not there": heif(1, [grid(2, 1, 2, [1, 77])]),
    "boxes within boxes": heic()[:28] + full(b"meta", b"")[:4] + box(b"meta", b"")[4:8] * 200_000,
    "empty boxes": heic()[:28] + box(b"free", b"") * (MAX_PHOTO_BYTES // 8 - 10),
    "entries without end": heic()[:28] + b"infe" * (MAX_PHOTO_BYTES // 4 - 10),
    "its first half": heic()[:350],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_broken_is_refused_soon(name: str) -> None:
    assert outcome_of(lambda: make_safe(REFUSED[name], number=1, name="a")) in (
        "photo_refused",
        "photo_too_large",
    )


def test_a_picture_of_many_tiles_is_drawn() -> None:
    """A phone writes 48 tiles of 512 pixels, and a second picture for the brightness."""
    many = heif(MOST_TILES, [grid(999, 30, 33, [*range(1, MOST_TILES + 1)])])
    assert outcome_of(lambda: make_safe(many, number=1, name="a")) == READ
    two = heif(4, [grid(9, 1, 2, [1, 2]), grid(10, 2, 2, [1, 2, 3, 4])])
    assert make_safe(two, number=1, name="a").width == 2 * SIDE
