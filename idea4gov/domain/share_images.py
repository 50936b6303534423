"""The preview image that chats show for a shared link."""

import unicodedata
from typing import NamedTuple

LONGEST_TITLE = 120
_NOT_DRAWN = ("Cs", "Co", "Cf", "Cn")
_JOINER = "\u200d"  # makes one emoji of several


class ShareImage(NamedTuple):
    """The content of a preview image.

    kind: above the title. place: below it. note: in the corner, "" for none. province_code: marked on the
    map.
    """

    kind: str
    title: str
    place: str
    note: str
    province_code: str


def drawable(text: str, *, kind: str) -> str:
    """The text without invisible and unassigned characters, and at most LONGEST_TITLE long.

    A text that is cut ends in "…". kind: what it is the title of, in Thai; it stands before a text of emoji
    alone, which says nothing to whoever cannot tell what they mean.
    """
    drawn = "".join(sign for sign in text if _is_drawn(sign))
    line = " ".join(drawn.split())
    if not any(sign.isalnum() for sign in line):
        line = f"{kind} {line}".rstrip()
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _is_drawn(sign: str) -> bool:
    return sign == _JOINER or unicodedata.category(sign) not in _NOT_DRAWN
