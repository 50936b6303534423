"""HEIC files built by hand around the tile of tests.pictures.heic(), for what no encoder writes."""

from typing import NamedTuple

from tests.pictures import heic

SAMPLE = heic()
HEAD, CODEC, DEPTH, TILE = SAMPLE[:28], SAMPLE[231:349], SAMPLE[389:405], SAMPLE[465:714]
SIDE = 64


class Derived(NamedTuple):
    """A picture made of others. kind: of the item. parts: numbers of the others. size: as it says."""

    number: int
    kind: bytes
    content: bytes
    parts: list[int]
    size: tuple[int, int]


def box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + name + content


def full(name: bytes, content: bytes, version: int = 0) -> bytes:
    return box(name, bytes((version, 0, 0, 0)) + content)


def grid(number: int, rows: int, columns: int, parts: list[int], size: tuple[int, int] = (0, 0)) -> Derived:
    """Tiles beside each other. size: of the canvas; else that of the tiles."""
    width, height = size if any(size) else (columns * SIDE, rows * SIDE)
    content = bytes((0, 1, rows - 1, columns - 1)) + width.to_bytes(4) + height.to_bytes(4)
    return Derived(number, b"grid", content, parts, (width, height))


def overlay(number: int, canvas: tuple[int, int], parts: list[int]) -> Derived:
    """Pictures laid on a canvas, whose own item says that it is of one tile."""
    width, height = canvas
    content = bytes((0, 1)) + bytes(8) + width.to_bytes(4) + height.to_bytes(4) + bytes(8) * len(parts)
    return Derived(number, b"iovl", content, parts, (SIDE, SIDE))


def heif(tiles: int, derived: list[Derived], *, version: int = 2) -> bytes:
    """A file of items 1 to `tiles`, which share one tile, and derived ones; the last is the picture.

    version: of the entries in the list of items.
    """
    properties = [CODEC, size_of(SIDE, SIDE), DEPTH, *(size_of(*one.size) for one in derived)]
    has: list[tuple[int, tuple[int, ...]]] = [(number, (0x81, 2, 3)) for number in range(1, tiles + 1)]
    has += [(one.number, (place,)) for place, one in enumerate(derived, 4)]
    owned = b"".join(number.to_bytes(2) + bytes((len(each), *each)) for number, each in has)
    references = b"".join(
        box(b"dimg", b"".join(each.to_bytes(2) for each in (one.number, len(one.parts), *one.parts)))
        for one in derived
    )
    kinds = [(number, b"hvc1") for number in range(1, tiles + 1)]
    kinds += [(one.number, one.kind) for one in derived]
    primary = kinds[-1][0]

    def meta(start: int) -> bytes:
        content = (
            full(b"hdlr", bytes(4) + b"pict" + bytes(13))
            + full(b"pitm", primary.to_bytes(2))
            + full(b"iloc", b"\x44\0" + len(kinds).to_bytes(2) + places(start), 1)
            + full(b"iinf", len(kinds).to_bytes(2) + b"".join(entry(*one, version) for one in kinds))
            + box(b"iprp", box(b"ipco", b"".join(properties)) + full(b"ipma", len(has).to_bytes(4) + owned))
        )
        return full(b"meta", content + (full(b"iref", references) if references else b""))

    def places(start: int) -> bytes:
        found = [place(number, start, len(TILE)) for number in range(1, tiles + 1)]
        start += len(TILE)
        for one in derived:
            found.append(place(one.number, start, len(one.content)))
            start += len(one.content)
        return b"".join(found)

    content = TILE + b"".join(one.content for one in derived)
    return HEAD + meta(len(HEAD) + len(meta(0)) + 8) + box(b"mdat", content)


def size_of(width: int, height: int) -> bytes:
    return full(b"ispe", width.to_bytes(4) + height.to_bytes(4))


def entry(number: int, kind: bytes, version: int) -> bytes:
    return full(b"infe", number.to_bytes(2 if version == 2 else 4) + bytes(2) + kind + b"\0", version)


def place(number: int, start: int, length: int) -> bytes:
    return number.to_bytes(2) + bytes(4) + (1).to_bytes(2) + start.to_bytes(4) + length.to_bytes(4)
