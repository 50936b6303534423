"""Result files: CSV for spreadsheets, JSON for programs, written in pieces, in bounded memory."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.boards import BoardState
from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.results import ResultLine, Totals, percent_text, result_json

Format = Literal["csv", "json"]
FORMATS: tuple[Format, ...] = ("csv", "json")
ROWS_A_PIECE = 500

HEADER = (
    "อันดับ",
    "คะแนนเท่ากัน",
    "เลขที่ข้อเสนอ",
    "ข้อเสนอ",
    "หมวด",
    "พื้นที่",
    "จำนวนผู้สนับสนุน (คน)",
    "ร้อยละของผู้สนับสนุนทั้งหมด",
    "จำนวนความคิดเห็น",
    "หน่วยงานตอบแล้ว",
)


@dataclass(frozen=True)
class BoardFacts:
    """What an export says about its board. state: as stored."""

    id: int
    title: str
    state: BoardState
    province_code: str
    province: str
    local_government_code: str | None
    local_government: str | None


def formula_safe(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Such a text has = + - or @ as its first visible character, also in a fullwidth or small form, or begins
    with a tab or a line end. Numbers are written as numbers and do not pass through here.
    """
    if not text or text[0].isalpha():
        return text
    visible = next((sign for sign in text if not _is_skipped(sign)), "")
    if unicodedata.normalize("NFKC", visible) in ("=", "+", "-", "@", "−") or text[:1] in ("\t", "\r", "\n"):
        return f"'{text}"
    return text


def _is_skipped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")


def priorities_csv(totals: Totals, lines: Iterable[ResultLine]) -> Iterator[str]:
    """The lines of a result as CSV (RFC 4180), with a byte order mark and a Thai heading, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(HEADER)
    for written, line in enumerate(lines, start=1):
        writer.writerow(_csv_row(line, totals.supporters))
        if written % ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _csv_row(line: ResultLine, supporters: int) -> tuple[int | str, ...]:
    return (
        line.rank,
        "ใช่" if line.tied else "",
        line.number,
        formula_safe(line.title),
        CATEGORIES[line.category].th,
        formula_safe(line.place),
        line.support_count,
        percent_text(line.support_count, supporters),
        line.comment_count,
        "ใช่" if line.answered else "",
    )


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def priorities_json(board: BoardFacts, totals: Totals, lines: Iterable[ResultLine]) -> Iterator[str]:
    """A result as one JSON object, in pieces.

    Its keys are `board`, with the fields of BoardFacts; `digest`, null while the board is open; `proposals`,
    their number; and `result`, the object that the digest covers (see domain/results.py).
    """
    yield f'{{"board":{canonical_json(board.__dict__)},"digest":{canonical_json(totals.digest)},'
    yield f'"proposals":{totals.proposals},"result":'
    yield from result_json(totals, lines)
    yield "}\n"
