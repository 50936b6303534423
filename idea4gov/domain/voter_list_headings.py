"""Headings of a list of eligible people, as offices write them."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from idea4gov.domain.sheet_headings import heading_key

Part = Literal["number", "code", "house", "title", "name", "surname", "born", "village", "voter_class"]

_ID = ("เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขที่บัตรประชาชน", "เลขบัตรประจำตัวประชาชน", "บัตรประชาชน")
_WORDS: Mapping[Part, tuple[str, ...]] = {
    "number": (
        *_ID,
        *(
            "เลขบัตรปชช",
            "เลขที่บัตรปชช",
            "เลขประจำตัวปชช",
            "เลขประจำตัว",
            "เลขที่บัตร",
            "เลขบัตร",
            "เลขประจำตัว13หลัก",
            "เลข13หลัก",
            "13หลัก",
            "เลขประชาชน",
            "เลขปชช",
        ),
        *("national number", "national id", "citizen id", "id number", "id card", "pid", "cid"),
    ),
    "code": ("รหัส", "รหัสประจำตัว", "รหัสผู้มีสิทธิ", "เลขที่ผู้มีสิทธิ", "code"),
    "house": ("บ้านเลขที่", "เลขที่บ้าน", "เลขบ้าน", "เลขที่", "ที่อยู่", "house", "house number", "house no"),
    "title": ("คำนำหน้า", "คำนำหน้านาม", "คำนำหน้าชื่อ", "title"),
    "name": (
        *("ชื่อ", "ชื่อตัว", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อและชื่อสกุล", "ชื่อตัวชื่อสกุล"),
        *("ชื่อตัวและชื่อสกุล", "ชื่อผู้มีสิทธิ", "ชื่อผู้มีสิทธิเลือกตั้ง", "รายชื่อ", "name", "full name", "first name"),
    ),
    "surname": ("นามสกุล", "สกุล", "ชื่อสกุล", "surname", "last name", "family name"),
    "born": (
        *("ปีเกิด", "ปีที่เกิด", "พศเกิด", "พศที่เกิด", "ปีพศเกิด", "เกิดปี", "เกิดพศ", "วันเกิด", "วันเดือนปีเกิด", "วดปเกิด"),
        *("birth year", "year of birth", "born", "date of birth", "birth date", "birthday"),
    ),
    "village": ("หมู่", "หมู่ที่", "หมู่บ้าน", "หมู่บ้านที่", "ม", "หมู่เลขที่", "village", "moo", "village no"),
    "voter_class": ("ประเภท", "ประเภทผู้มีสิทธิ", "สถานะ", "class"),
}
_KNOWN: Mapping[Part, frozenset[str]] = {
    part: frozenset(map(heading_key, words)) for part, words in _WORDS.items()
}
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_WEAK = frozenset(map(heading_key, ("เลขที่", "ที่อยู่")))
"""Headings that mean a part only where no other column does: "เลขที่" may number the lines."""


def find_parts(cells: Sequence[str]) -> dict[Part, int]:
    """{part: its column, from 0} of the cells of a line; {} where it is no heading."""
    columns: dict[Part, int] = {}
    for at, cell in sorted(enumerate(cells), key=lambda one: heading_key(one[1]) in _WEAK):
        part = part_of(cell) or part_of(_BRACKETS.sub("", cell))
        if part:
            columns.setdefault(part, at)
    # "ชื่อสกุล" alone is the whole name.
    if "name" not in columns and "surname" in columns:
        columns["name"] = columns.pop("surname")
    return columns


def part_of(heading: str) -> Part | None:
    """What a column with this heading holds, or None."""
    key = heading_key(heading)
    return next((part for part, words in _KNOWN.items() if key in words), None) if key else None
