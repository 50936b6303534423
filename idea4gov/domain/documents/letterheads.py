"""What a local government's papers begin and end with: each line as officials set it, or left blank."""

from dataclasses import dataclass, fields

from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_line

LINE_MAX_LENGTH = 200


@dataclass(frozen=True)
class LetterheadLines:
    """The texts of a letterhead; "" is printed as a dotted line.

    office: ส่วนราชการ with its telephone. number_prefix: of the file number ("ชบ ๕๒๓๐๑/"). addressee: who
    memos go to. signer_*: who writes the memo. head_*: who signs announcements.
    """

    office: str = ""
    number_prefix: str = ""
    addressee: str = ""
    signer_name: str = ""
    signer_position: str = ""
    head_name: str = ""
    head_position: str = ""


@dataclass(frozen=True)
class Letterhead(LetterheadLines):
    """A letterhead with its emblem: a PNG of the garuda or the municipal seal."""

    emblem: bytes | None = None


LINES = tuple(each.name for each in fields(LetterheadLines))


def draft_lines(**texts: str) -> LetterheadLines:
    """Accept the lines of a letterhead, each empty or one line of at most 200 characters.

    texts: by the names in LINES. Raises Invalid with data `field`.
    """
    cleaned = {}
    for name in LINES:
        with at_field(name):
            text = texts.get(name, "")
            cleaned[name] = clean_line(text, max_length=LINE_MAX_LENGTH) if text.strip() else ""
    return LetterheadLines(**cleaned)
