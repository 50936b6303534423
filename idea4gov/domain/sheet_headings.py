"""The headings of a workshop's sheet: which line they stand in, and which column holds which field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from idea4gov.domain.spelling import spelling_key

Field = Literal["title", "body", "category", "place", "area", "money", "hands", "proposer"]
FIELDS: tuple[Field, ...] = get_args(Field)
BOARD_FIELDS: tuple[Field, ...] = ("title", "body", "category", "place")
ROUND_FIELDS: tuple[Field, ...] = ("title", "body", "category", "area", "money", "hands", "proposer")
_TELLING = tuple(field for field in FIELDS if field != "area")
HEADING_LINES = 10
"""The heading is looked for in so many lines from the top."""

_PLACES = ("พื้นที่", "ตำบล", "แขวง", "สถานที่", "พื้นที่ดำเนินการ", "สถานที่ดำเนินการ", "place", "subdistrict")
_WORDS: Mapping[Field, tuple[str, ...]] = {
    "title": (
        *("ข้อเสนอ", "ชื่อข้อเสนอ", "หัวข้อ", "หัวข้อเสนอ", "ชื่อเรื่อง", "เรื่อง", "ชื่อโครงการ", "โครงการ"),
        *("กิจกรรม", "ชื่อกิจกรรม", "รายการ", "ข้อเสนอโครงการ", "โครงการที่เสนอ", "ชื่อโครงการที่เสนอ"),
        *("ปัญหาความต้องการ", "ความต้องการ", "title", "proposal", "idea", "project", "name of project"),
        *("project name", "subject"),
    ),
    "body": (
        *("รายละเอียด", "เนื้อหา", "คำอธิบาย", "เหตุผล", "หลักการและเหตุผล", "เหตุผลความจำเป็น"),
        *("body", "detail", "details", "description", "reason"),
    ),
    "category": ("หมวด", "หมวดหมู่", "ประเภท", "ด้าน", "category", "type"),
    "place": _PLACES,
    "area": (*_PLACES, "เขต", "โซน", "หมู่", "หมู่ที่", "หมู่บ้าน", "ชุมชน", "area", "zone", "village"),
    "money": (
        *("งบประมาณ", "วงเงิน", "จำนวนเงิน", "ราคา", "ค่าใช้จ่าย", "งบ", "เงิน", "วงเงินงบประมาณ"),
        *("ประมาณการ", "ประมาณการราคา", "งบประมาณที่ใช้", "งบประมาณที่ขอ", "budget", "cost"),
        *("amount", "estimate", "estimated cost"),
    ),
    "hands": (
        *("จำนวนคนยกมือ", "คนยกมือ", "ยกมือ", "จำนวนยกมือ", "จำนวนผู้ยกมือ", "ผู้ยกมือ", "คะแนนยกมือ"),
        *("จำนวนเสียง", "เสียง", "คะแนน", "จำนวนคะแนน", "hands", "hands raised", "votes"),
    ),
    "proposer": (*("ผู้เสนอ", "ชื่อผู้เสนอ", "ชื่อสกุลผู้เสนอ", "เสนอโดย", "proposer", "proposed by", "who proposed"),),
}
_OF_PROPOSAL = ("โครงการ", "ข้อเสนอ", "กิจกรรม")
"""Said behind a heading, these change nothing: รายละเอียดโครงการ."""

_NUMBERING = ("ลำดับ", "ลำดับที่", "ที่", "ข้อ", "ข้อที่", "no", "number", "item", "เลขที่")
_PARTS = re.compile(r"[/|\\()\[\]*:;,+&–—]|(?<=\s)-(?=\s)|\n")
_LONGEST = 80


def heading_key(heading: str) -> str:
    """A heading in the form in which it is compared: as spelling_key, without spaces and signs."""
    key = spelling_key(heading[:_LONGEST])
    return "".join(sign for sign in key if sign.isalnum() or "\u0e31" <= sign <= "\u0e4e")


_KNOWN: Mapping[Field, frozenset[str]] = {
    field: frozenset(map(heading_key, words)) for field, words in _WORDS.items()
}
_NUMBERING_KEYS = frozenset(map(heading_key, _NUMBERING))


def is_heading_of(heading: str, field: Field) -> bool:
    """Whether a heading names a field, whole or in a part ("ชื่อโครงการ / กิจกรรม", "งบประมาณ (บาท)")."""
    if len(heading) > _LONGEST:
        return False
    return any(_is_whole(part, field) for part in (heading, *_PARTS.split(heading)))


def _is_whole(heading: str, field: Field) -> bool:
    key = heading_key(heading)
    return not _KNOWN[field].isdisjoint({key, *(key.removesuffix(word) for word in _OF_PROPOSAL)})


def count_headings(cells: Sequence[str]) -> int:
    """How many different known headings a line has. Those of areas also stand in rows: they do not count."""
    known = {next((field for field in _TELLING if is_heading_of(cell, field)), None) for cell in cells}
    return len(known - {None}) + any(map(numbers_rows, cells))


def find_heading(lines: Iterable[Sequence[str]]) -> int | None:
    """The index of the heading among the first lines of a sheet, or None.

    It is the first line with two known headings or more; else the first with one: above a heading, a title
    like "ข้อเสนอ" may stand alone.
    """
    counts = [count_headings(cells) for cells in lines]
    for enough in (2, 1):
        found = next((at for at, count in enumerate(counts) if count >= enough), None)
        if found is not None:
            return found
    return None


def guess_columns(header: Sequence[str], fields: Sequence[Field] = BOARD_FIELDS) -> dict[Field, int | None]:
    """Guess from the headings which column holds which field.

    Returns {field: index of its column, or None}. If no heading names the title, it is the first column whose
    heading says nothing that we know.
    """
    guessed: dict[Field, int | None] = dict.fromkeys(fields)
    # A heading that is known as a whole goes before one of which a part is.
    for is_known in (_is_whole, is_heading_of):
        for field in (field for field in fields if guessed[field] is None):
            free = (at for at, heading in enumerate(header) if heading and at not in guessed.values())
            guessed[field] = next((at for at in free if is_known(header[at], field)), None)
    if guessed["title"] is None:
        unknown = (at for at, heading in enumerate(header) if not count_headings([heading]))
        guessed["title"] = next(unknown, None)
    return guessed


def numbers_rows(heading: str) -> bool:
    """Whether the column of a heading only numbers the rows ("ลำดับที่")."""
    return heading_key(heading) in _NUMBERING_KEYS
