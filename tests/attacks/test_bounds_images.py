"""Pictures of the permitted size that would keep a decoder busy are refused before they reach it."""

import zlib
from collections.abc import Callable
from io import BytesIO
from unittest.mock import patch

import pytest
from PIL import Image

from idea4gov.domain.photos import MAX_PHOTO_BYTES, PhotoRefused, PhotoTooLarge
from idea4gov.outside.images import MAX_JPEG_JUNK, MAX_PNG_CHUNKS, make_emblem, make_safe
from tests.attacks.limited import READ, outcome_of


def chunk(name: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(name + content)
    return len(content).to_bytes(4) + name + content + checksum.to_bytes(4)


def png(*chunks: bytes, width: int = 10, height: int = 10) -> bytes:
    """A PNG with more chunks behind its head."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    pixels = zlib.compress(bytes((width * 3 + 1) * height))
    parts = (chunk(b"IHDR", head), *chunks, chunk(b"IDAT", pixels), chunk(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


JPEG = saved(Image.new("RGB", (40, 30)), "JPEG")
PICTURES: dict[str, Callable[[], bytes]] = {
    "chunks that nobody knows": lambda: png(chunk(b"abCd") * 800_000),
    "chunks of text": lambda: png(chunk(b"tEXt", b"a\0b") * 600_000),
    "texts that unpack": lambda: png(*[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)))] * 5_000),
    "a profile that unpacks": lambda: png(chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    "fill bytes": lambda: b"\xff\xd8" + b"\xff" * MAX_PHOTO_BYTES,
    "marks of restart": lambda: b"\xff\xd8" + b"\xff\xd0" * (MAX_PHOTO_BYTES // 2),
    "zeros before the first part": lambda: b"\xff\xd8" + bytes(MAX_PHOTO_BYTES),
    "junk before the picture": lambda: JPEG[:2] + bytes(9_000_000) + JPEG[2:],
    "parts without end": lambda: JPEG[:2] + b"\xff\xe1\0\x02" * 2_000_000 + JPEG[2:],
    "comments of GIF": lambda: b"GIF89a\1\0\1\0\0\0\0" + (b"!\xfe\xff" + b"a" * 255 + b"\0") * 40_000,
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_would_keep_a_decoder_busy_is_refused(name: str) -> None:
    data = PICTURES[name]()[:MAX_PHOTO_BYTES]
    for make in (lambda: make_safe(data, number=1, name="a.png"), lambda: make_emblem(data, name="a.png")):
        assert outcome_of(make) == "photo_refused"


@pytest.mark.parametrize("name", ["chunks that nobody knows", "fill bytes", "junk before the picture"])
def test_the_decoder_never_sees_it(name: str) -> None:
    with patch("idea4gov.outside.images.Image.open") as opened, pytest.raises(PhotoRefused):
        make_safe(PICTURES[name]()[:MAX_PHOTO_BYTES], number=1, name="a.png")
    opened.assert_not_called()


def test_pictures_with_much_beside_the_picture_are_drawn_as_before() -> None:
    many = png(chunk(b"tEXt", b"a\0b") * (MAX_PNG_CHUNKS - 10))
    filled = JPEG[:2] + b"\xff" * (MAX_JPEG_JUNK - 10) + JPEG[2:]
    for data in (png(), many, JPEG, filled, png() + bytes(1_000)):
        assert make_safe(data, number=1, name="a").full
    assert outcome_of(lambda: make_safe(png(width=4_000, height=4_000), number=1, name="a")) == READ


def test_a_photo_for_which_the_memory_does_not_suffice_is_said_to_be_too_large() -> None:
    with patch("idea4gov.outside.images.Image.open", side_effect=MemoryError), pytest.raises(PhotoTooLarge):
        make_safe(JPEG, number=1, name="x.jpg")
