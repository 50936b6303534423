"""Which lines of a workshop's sheet are rows: what stands above, between and below them is passed over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from idea4gov.domain.errors import N_
from idea4gov.domain.proposal_sheets import SheetLine, SheetPage, column_name
from idea4gov.domain.sheet_headings import Field, heading_key
from idea4gov.domain.thai import arabic_digits

ABOVE = N_("It stands above the heading.")
HIDDEN_LINE = N_("This line is hidden in the sheet.")
HIDDEN_COLUMN = N_("Column %(column)s is hidden in the sheet.")
NO_PROPOSAL = N_("It has no proposal.")
SUM = N_("It is a sum.")
HEADING_AGAIN = N_("It is the heading once more.")
CONTINUED = N_("It belongs to line %(line)s, whose cell is merged with it.")
ACROSS = N_("It is a heading across the columns.")

_NOTHING = frozenset({"", "-", "--", "–", "—", "_", ".", "..."})
_NUMBER = re.compile(
    r"(?:[-+0-9.,()/:%฿$\s]*+#)*+[-+.,()/:%฿$\s]*+[0-9][-+0-9.,()/:%฿$\s]*+(?:น\.|บาท)?", re.ASCII
)
_DAY = re.compile(r"[0-9]{1,2} [ก-ฮ]{1,2}\.?[ก-ฮ]{1,2}\. [0-9]{4}(?: [0-9.]+ น\.)?")
_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]?|#DIV/0!|err:[0-9]+|true|false|#+", re.IGNORECASE)
_SUM = re.compile(
    r"(?:ผล|ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|เป็นเงิน|จำนวนเงิน|เงิน|งบประมาณ|จำนวน|โครงการ|ข้อเสนอ|รายการ|ทุก|บาท|ยอด|[0-9])*"
    r"|(?:grand|sub)?total[0-9]*|sum[0-9]*"
)
_LONGEST = 1_000
"""Signs of a cell without words; longer ones are taken for words."""


@dataclass(frozen=True)
class PassedOver:
    """A line that is no row. why: a msgid. data: of its parameters."""

    line: int
    why: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.why % self.data


@dataclass(frozen=True)
class Row:
    """A line that holds a proposal. cells: the texts of its fields. more: lines of body from merged cells."""

    line: SheetLine
    cells: Mapping[Field, str]
    more: tuple[str, ...] = ()


def filled(text: str) -> str:
    """The text of a cell; "" for a dash that stands for nothing."""
    return "" if text in _NOTHING else text


def is_bare(text: str) -> bool:
    """Whether a cell holds a number, a day, an error of a formula or TRUE, and no words."""
    if len(text) > _LONGEST:
        return False
    text = arabic_digits(text)
    return bool(_NUMBER.fullmatch(text) or _DAY.fullmatch(text) or _ERROR.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return len(text) <= _LONGEST and bool(_NUMBER.fullmatch(arabic_digits(text)))


def above_and_hidden(page: SheetPage, heading: int) -> Iterator[PassedOver]:
    """What a page leaves out before its rows are looked at. heading: number of its line."""
    for line in page.lines:
        if line.number < heading:
            yield PassedOver(line.number, ABOVE)
    for column in page.hidden_columns:
        yield PassedOver(heading, HIDDEN_COLUMN, {"column": column_name(column)})
    for number in page.hidden_lines:
        yield PassedOver(number, HIDDEN_LINE)


def part_rows(
    page: SheetPage, heading: SheetLine, columns: Mapping[Field, int | None]
) -> tuple[list[Row], list[PassedOver]]:
    """The rows below the heading, and the lines that are none."""
    rows, passed = list[Row](), list[PassedOver]()
    keys = [heading_key(cell) for cell in heading.cells]
    title = columns["title"]
    for line in page.lines:
        if line.number <= heading.number:
            continue
        before = rows[-1].line.number if rows else heading.number
        if title in line.merged and not is_bare(line.cell(title)):
            passed.append(PassedOver(line.number, CONTINUED, {"line": before}))
            body = columns.get("body")
            if rows and body is not None and body not in line.merged and filled(line.cell(body)):
                rows[-1] = Row(rows[-1].line, rows[-1].cells, (*rows[-1].more, line.cell(body)))
            continue
        cells = {name: filled(line.cell(column)) for name, column in columns.items()}
        why = _no_row(line, keys, cells)
        if why:
            passed.append(PassedOver(line.number, why))
        else:
            rows.append(Row(line, cells))
    return rows, passed


def _no_row(line: SheetLine, heading: Sequence[str], cells: Mapping[Field, str]) -> str | None:
    """Why a line is no row, or None. heading: the keys of its cells."""
    if len(line.cells) == len(heading) and all(map(_is_keyed, line.cells, heading)):
        return HEADING_AGAIN
    if 1 < len(heading) <= line.spread:
        return ACROSS
    if _is_sum(line.cells):
        return SUM
    words = [text for name, text in cells.items() if name not in ("category", "place", "area")]
    if not cells["title"] and not any(text for text in words if not is_bare(text)):
        return NO_PROPOSAL
    return None


def _is_keyed(cell: str, key: str) -> bool:
    return heading_key(cell) == key


def _is_sum(cells: Sequence[str]) -> bool:
    """Whether a line says "รวม" and else holds numbers only."""
    texts = [text for text in map(filled, cells) if text and not is_bare(text)]
    return bool(texts) and all(_SUM.fullmatch(arabic_digits(heading_key(text))) for text in texts)
