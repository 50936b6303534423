"""Spreadsheets as sheets of typed columns, whose rows may be streamed.

outside/spreadsheets.py writes them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.exports import HEADER, BoardFacts
from idea4gov.domain.results import ResultLine, Totals, share
from idea4gov.domain.thai import BANGKOK

Kind = Literal["text", "count", "percent", "money", "moment"]
Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]

SUMMARY, PROPOSALS, METHOD = "สรุป", "ข้อเสนอ", "วิธีนับ"
STANDING = "ยังไม่ปิดกระดาน ตัวเลขนี้อาจเปลี่ยนแปลงได้"


@dataclass(frozen=True)
class Column:
    """A column of a sheet. width: in characters."""

    title: str
    kind: Kind
    width: int


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook. rows: read once; each has one cell per column."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]


FACTS = (Column("รายการ", "text", 34), Column("ข้อมูล", "text", 70))
WORDS = (Column("วิธีนับคะแนน", "text", 110),)
_KINDS: tuple[Kind, ...] = (
    *("count", "text", "count", "text", "text"),
    *("text", "count", "percent", "count", "text"),
)
_WIDTHS = (8, 13, 14, 60, 26, 22, 22, 26, 18, 18)
PRIORITIES = tuple(map(Column, HEADER, _KINDS, _WIDTHS))
COUNTING = (
    "ผู้สนับสนุนหนึ่งคนสนับสนุนข้อเสนอหนึ่งได้ไม่เกินหนึ่งครั้ง และสนับสนุนได้หลายข้อเสนอ",
    "นับเฉพาะข้อเสนอที่เผยแพร่อยู่ เรียงตามจำนวนผู้สนับสนุนจากมากไปน้อย ข้อเสนอที่ได้เท่ากันมีอันดับเดียวกัน",
    "ร้อยละคิดจากผู้ที่สนับสนุนข้อเสนอใดข้อเสนอหนึ่งในกระดานนี้ทั้งหมด เมื่อรวมทุกข้อเสนอจึงอาจเกินร้อยละ 100",
)


def in_bangkok(moment: datetime | None) -> datetime | None:
    """An aware moment in Thai time, in whole seconds and naive, as spreadsheets store it. None stays None."""
    return None if moment is None else moment.astimezone(BANGKOK).replace(tzinfo=None, microsecond=0)


def priorities_sheets(
    board: BoardFacts, totals: Totals, lines: Iterable[ResultLine], *, url: str, now: datetime
) -> tuple[WorkbookSheet, ...]:
    """The result of a board as three sheets: a summary, the proposals, and how they were counted.

    lines: from `ranked`. url: of the board's page. now: aware, when the file is made.
    """
    facts: list[Row] = [
        ("กระดาน", board.title),
        ("หน่วยงาน", board.local_government or ""),
        ("จังหวัด", board.province),
        ("ข้อเสนอที่นับ (ข้อ)", totals.proposals),
        ("ผู้สนับสนุน (คน)", totals.supporters),
        ("เสียงสนับสนุน (เสียง)", totals.supports),
        ("ปิดกระดานและนับผลเมื่อ", in_bangkok(totals.closed_at) or STANDING),
        ("จัดทำไฟล์เมื่อ", in_bangkok(now)),
        ("ที่มา", url),
    ]
    words = [*COUNTING]
    if totals.digest:
        words += [f"รหัสตรวจสอบผล (SHA-256): {totals.digest}"]
        words += ["ทุกคนคำนวณรหัสนี้ซ้ำได้จากส่วน result ของไฟล์ JSON ในหน้าเดียวกัน"]
    return (
        WorkbookSheet(SUMMARY, FACTS, facts),
        WorkbookSheet(PROPOSALS, PRIORITIES, _priority_rows(totals, lines)),
        WorkbookSheet(METHOD, WORDS, [(sentence,) for sentence in words]),
    )


def _priority_rows(totals: Totals, lines: Iterable[ResultLine]) -> Iterator[Row]:
    for line in lines:
        yield (
            line.rank,
            "ใช่" if line.tied else "",
            line.number,
            line.title,
            CATEGORIES[line.category].th,
            line.place,
            line.support_count,
            float(share(line.support_count, totals.supporters)),
            line.comment_count,
            "ใช่" if line.answered else "",
        )
