"""The data of the documents of a discussion board, and the sentences that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.documents.blocks import Bar, Bars, Table, TableColumn
from idea4gov.domain.documents.letterheads import Letterhead
from idea4gov.domain.documents.wording import (
    day,
    digits,
    governor_of,
    head_of,
    percent,
    province_name,
)
from idea4gov.domain.places.kinds import LocalGovernmentKind
from idea4gov.domain.results import ResultLine, Totals, percent_text
from idea4gov.domain.thai import thai_digits

SYSTEM = "ระบบบอกเรา ถึงรัฐ"
LINES_PRINTED = 300
"""Documents print so many lines of a longer list, and say where to find the others."""


@dataclass(frozen=True)
class Participation:
    """Numbers of people who took part in a board. In each number a person is counted once.

    comments: number of comments. everybody: number of people who did anything.
    """

    proposers: int
    commenters: int
    comments: int
    everybody: int


@dataclass(frozen=True)
class CategoryCount:
    """The published proposals of a category. category: key of CATEGORIES. supports: of these proposals."""

    category: str
    proposals: int
    supports: int


@dataclass(frozen=True)
class AnswerText:
    """An official answer to a proposal. number, title: of the proposal. paragraphs: plain text."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    answered_at: datetime


@dataclass(frozen=True)
class Hearing:
    """A discussion board with the data of its documents.

    kind: of the local government; "" if the board belongs to a province only. closed_at: when it ended, even
    if it is not yet closed. closes_at: when it is due to close. lines: the first LINES_PRINTED of the result.
    answered: number of proposals that have an answer. url: of its public page. now: aware, when the document
    is made.
    """

    board_id: int
    title: str
    question: str
    kind: LocalGovernmentKind | None
    local_government: str
    province: str
    opened_at: datetime
    closed_at: datetime | None
    closes_at: datetime | None
    is_official: bool
    is_adopted: bool
    totals: Totals
    participation: Participation
    categories: Sequence[CategoryCount]
    lines: Sequence[ResultLine]
    answered: int
    answers: Sequence[AnswerText]
    letterhead: Letterhead
    url: str
    now: datetime

    @property
    def office(self) -> str:
        """The authority that asks: the local government, or the province."""
        return self.local_government or province_name(self.province)

    @property
    def place(self) -> str:
        """The local government with its province."""
        if not self.local_government or self.kind == "bangkok":
            return self.office
        return f"{self.local_government} {province_name(self.province)}"

    @property
    def addressee(self) -> str:
        """The person to whom the memo is addressed: by the letterhead, or the head of the authority."""
        if self.letterhead.addressee:
            return self.letterhead.addressee
        if self.local_government:
            return head_of(self.kind, self.local_government)
        return governor_of(self.province)

    @property
    def period(self) -> str:
        """The clause on the days on which people could take part."""
        begun = f"ตั้งแต่วันที่ {day(self.opened_at)}"
        if self.closed_at is None:
            return f"{begun} และยังเปิดรับฟังอยู่ในวันที่จัดทำเอกสารนี้"
        return f"{begun} ถึงวันที่ {day(self.closed_at)}"


def supporters_words(line: ResultLine, totals: Totals) -> str:
    """ "ผู้สนับสนุน ๒๖ คน (ร้อยละ ๘๖.๗)"."""
    part = percent_text(line.support_count, totals.supporters)
    return f"ผู้สนับสนุน {digits(line.support_count)} คน ({percent(part)})"


def priorities_table(hearing: Hearing, count: int) -> Table:
    """A table of the first `count` proposals with their supporters."""
    columns = (
        TableColumn("อันดับ", 1.3, "center"),
        TableColumn("ข้อเสนอ", 6),
        TableColumn("หมวด", 2.8),
        TableColumn("ผู้สนับสนุน\n(คน)", 2.1, "right"),
        TableColumn("ร้อยละ", 1.4, "right"),
        TableColumn("หน่วยงาน\nตอบแล้ว", 1.8, "center"),
    )
    rows = tuple(
        (
            digits(line.rank),
            named(line),
            CATEGORIES[line.category].th,
            digits(line.support_count),
            thai_digits(percent_text(line.support_count, hearing.totals.supporters)),
            "ตอบแล้ว" if line.answered else "-",
        )
        for line in hearing.lines[:count]
    )
    return Table(columns, rows)


def named(line: ResultLine) -> str:
    """The title of a proposal, with its place if it has one."""
    return f"{line.title} (พื้นที่{line.place})" if line.place else line.title


def support_bars(hearing: Hearing, count: int) -> Bars:
    """A bar chart of the supporters of the first `count` proposals."""
    most = max((line.support_count for line in hearing.lines), default=0)
    bars = tuple(
        Bar(line.title, f"{digits(line.support_count)} คน", line.support_count / most if most else 0)
        for line in hearing.lines[:count]
    )
    return Bars("จำนวนผู้สนับสนุนข้อเสนอ", bars)


def category_table(hearing: Hearing) -> Table:
    """A table of the categories with their proposals and supports."""
    columns = (
        TableColumn("หมวด", 6),
        TableColumn("ข้อเสนอ (ข้อ)", 2, "right"),
        TableColumn("เสียงสนับสนุน", 2.4, "right"),
    )
    rows = [
        (CATEGORIES[one.category].th, digits(one.proposals), digits(one.supports))
        for one in hearing.categories
    ]
    rows.append(("รวม", digits(hearing.totals.proposals), digits(hearing.totals.supports)))
    return Table(columns, tuple(rows))


def category_bars(hearing: Hearing) -> Bars:
    """A bar chart of the supports of each category."""
    most = max((one.supports for one in hearing.categories), default=0)
    bars = tuple(
        Bar(
            CATEGORIES[one.category].th,
            f"{digits(one.supports)} เสียง",
            one.supports / most if most else 0,
        )
        for one in hearing.categories
    )
    return Bars("เสียงสนับสนุนแยกตามหมวด", bars)
