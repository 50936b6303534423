"""The letterhead of a local government: texts that its officials set for all documents."""

from dataclasses import dataclass, fields

from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_line

LINE_MAX_LENGTH = 200


@dataclass(frozen=True)
class LetterheadLines:
    """The texts of a letterhead. Empty ones become dotted lines.

    office: ส่วนราชการ with its telephone number. number_prefix: of document numbers, such as "ชบ ๕๒๓๐๑/".
    addressee: of memos. signer_name, signer_position: of memos. head_name, head_position: of announcements.
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
    """A letterhead with its emblem. emblem: a PNG of the garuda or the municipal seal, or None."""

    emblem: bytes | None = None


LINES = tuple(each.name for each in fields(LetterheadLines))


def draft_lines(**texts: str) -> LetterheadLines:
    """Check and normalize the texts of a letterhead: each is empty or one line.

    texts: by the names in LINES, at most LINE_MAX_LENGTH characters each. Raises Invalid with data `field`.
    """
    cleaned = {}
    for name in LINES:
        with at_field(name):
            text = texts.get(name, "")
            cleaned[name] = clean_line(text, max_length=LINE_MAX_LENGTH) if text.strip() else ""
    return LetterheadLines(**cleaned)
