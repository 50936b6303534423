"""What the picture of a shared link says, as chats show it."""

import unicodedata
from typing import NamedTuple

LONGEST_TITLE = 120
_NOT_DRAWN = ("So", "Sk", "Cs", "Co", "Cf")
_AS_EMOJI = "\ufe0f"


class ShareCard(NamedTuple):
    """kind: above the title. place: under it. note: in the corner, "" for none. province_code: on the map."""

    kind: str
    title: str
    place: str
    note: str
    province_code: str


def drawable(text: str) -> str:
    """A text without signs that the font lacks (emoji and the like), cut with … where it is too long."""
    drawn = "".join(sign for sign in text if unicodedata.category(sign) not in _NOT_DRAWN)
    drawn = drawn.replace(_AS_EMOJI, "")
    line = " ".join(drawn.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
