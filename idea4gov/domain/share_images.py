"""The preview image that chats show for a shared link."""

import unicodedata
from typing import NamedTuple

LONGEST_TITLE = 120
_NOT_DRAWN = ("So", "Sk", "Cs", "Co", "Cf")
_AS_EMOJI = "\ufe0f"


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


def drawable(text: str) -> str:
    """The text without characters that the font lacks, such as emoji, and at most LONGEST_TITLE long.

    A text that is cut ends in "…".
    """
    drawn = "".join(sign for sign in text if unicodedata.category(sign) not in _NOT_DRAWN)
    drawn = drawn.replace(_AS_EMOJI, "")
    line = " ".join(drawn.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
