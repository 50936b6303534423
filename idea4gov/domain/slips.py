"""Slips of the finger: whether two texts differ by one letter, and the part of a text that was meant."""

LEAST_LENGTH = 3
"""Shorter words are near too many others."""


def is_slip(typed: str, meant: str) -> bool:
    """Whether one letter more, one less, another one or two exchanged make `meant` of `typed`.

    Both as keys (see domain.spelling). Equal texts, and those shorter than LEAST_LENGTH, are no slips.
    """
    if typed == meant or min(len(typed), len(meant)) < LEAST_LENGTH or abs(len(typed) - len(meant)) > 1:
        return False
    pairs = enumerate(zip(typed, meant, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(typed), len(meant)))
    one, other = typed[same:], meant[same:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def slipped_part(typed: str, text: str, ends: list[int]) -> str | None:
    """The part of `text` of which `typed` is a slip, one of the same length before others; or None.

    Both as keys. ends: where a piece of `text` begins or ends, from its beginning on, so that no letter is
    parted from its marks.
    """
    parts = (
        text[begin:end]
        for place, begin in enumerate(ends)
        # Every piece has a letter, so the end is not farther than that.
        for end in ends[place + 1 : place + len(typed) + 2]
        if abs(end - begin - len(typed)) <= 1
    )
    found = (part for part in parts if is_slip(typed, part))
    return min(found, key=lambda part: abs(len(part) - len(typed)), default=None)
