"""The result of a finished round as CSV, as JSON and as sheets of a workbook."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.exports import formula_safe
from idea4gov.domain.rounds.imports import ResultLine
from idea4gov.domain.sheets import FACTS, METHOD, SUMMARY, WORDS, Column, Row, WorkbookSheet, in_bangkok

PROJECTS = "โครงการ"
FATES = {
    "funded": "ได้รับงบประมาณ",
    "filled": "ได้รับงบประมาณ จากเงินที่เหลือ",
    "does_not_fit": "ไม่ได้รับ เพราะงบประมาณที่เหลือไม่พอ",
    "after_stop": "ไม่ได้รับ เพราะการนับสิ้นสุดก่อนถึงโครงการนี้",
    "below_minimum": "ไม่ได้รับ เพราะคะแนนต่ำกว่าเกณฑ์ขั้นต่ำ",
    "excluded": "ไม่ได้รับ เพราะทำพร้อมกับโครงการอื่นที่ได้รับไม่ได้",
    "lacks_support": "ไม่ได้รับ เพราะส่วนแบ่งของผู้เลือกเหลือไม่พอ",
    "over_budget": "ไม่ได้นำมานับ เพราะใช้เงินมากกว่าวงเงินทั้งหมด",
    "no_votes": "ไม่ได้รับ เพราะไม่มีผู้เลือก",
}
RULES = {
    "greedy": "เรียงตามคะแนนจากมากไปน้อย โครงการใดวงเงินที่เหลือไม่พอให้ข้ามไป แล้วพิจารณาโครงการถัดไป",
    "greedy-threshold": "เรียงตามคะแนนจากมากไปน้อย ตัดโครงการที่คะแนนต่ำกว่าเกณฑ์ขั้นต่ำ และข้ามโครงการที่วงเงินที่เหลือไม่พอ",
    "greedy-no-skip": "เรียงตามคะแนนจากมากไปน้อย และหยุดที่โครงการแรกที่วงเงินที่เหลือไม่พอ",
    "greedy-exclusive": "เรียงตามคะแนนจากมากไปน้อย ข้ามโครงการที่ทำพร้อมกับโครงการที่ได้รับแล้วไม่ได้ หรือที่วงเงินที่เหลือไม่พอ",
    "equalshares": "แบ่งเงินเท่ากันทุกเสียง (Method of Equal Shares) ผู้ลงคะแนนทุกคนมีส่วนแบ่งงบประมาณเท่ากัน "
    "โครงการได้รับงบประมาณเมื่อส่วนแบ่งของผู้เลือกรวมกันพอ",
}
BALLOTS = {
    "choose-1": "ผู้ลงคะแนนหนึ่งคนเลือกได้หนึ่งโครงการ",
    "cumulative": "ผู้ลงคะแนนแบ่งแต้มให้โครงการต่าง ๆ",
    "scoring": "ผู้ลงคะแนนให้แต้มแก่โครงการต่าง ๆ",
    "ordinal": "ผู้ลงคะแนนจัดอันดับโครงการ โครงการในอันดับแรกของบัตรที่มีห้าชื่อได้ห้าแต้ม และอันดับสุดท้ายได้หนึ่งแต้ม",
    "approval": "ผู้ลงคะแนนเลือกได้หลายโครงการ",
}


@dataclass(frozen=True)
class RoundFacts:
    """What the files say about a round. Amounts are whole units of `currency`.

    spent, funded: None if not known. areas: {code: name} of the areas that were counted.
    """

    id: int
    title: str
    province: str
    local_government: str
    fiscal_year: int | None
    currency: str
    budget: int
    spent: int | None
    projects: int
    funded: int | None
    ballots: int
    vote_type: str
    rule: str
    digest: str
    areas: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_divided(self) -> bool:
        """Whether the round has areas with budgets of their own."""
        return len(self.areas) > 1


def round_columns(facts: RoundFacts) -> tuple[Column, ...]:
    """The columns of the projects of a round; one for the area only if the round is divided."""
    area = (Column("พื้นที่", "text", 26),) if facts.is_divided else ()
    return (
        Column("ลำดับ", "count", 8),
        *area,
        Column("รหัสโครงการ", "text", 16),
        Column("โครงการ", "text", 70),
        Column(f"งบประมาณ ({money_unit(facts.currency)})", "money", 20),
        Column("จำนวนผู้เลือก (คน)", "count", 20),
        Column("คะแนน", "count", 12),
        Column("ผล", "text", 46),
    )


def money_unit(currency: str) -> str:
    """The unit of amounts: "บาท", or the code of another currency."""
    return "บาท" if currency == "THB" else currency


def fate_words(line: ResultLine) -> str:
    """Whether a project is funded and, if not, why; "" if that is not known."""
    if line.fate is not None:
        return FATES.get(line.fate.value, "ไม่ได้รับงบประมาณ")
    return {True: "ได้รับงบประมาณ", False: "ไม่ได้รับงบประมาณ", None: ""}[line.is_stated]


def counting_words(facts: RoundFacts) -> tuple[str, ...]:
    """Sentences on how the round was counted."""
    return (
        BALLOTS.get(facts.vote_type, f"วิธีลงคะแนน: {facts.vote_type}"),
        _rule_words(facts.rule),
        f"รหัสตรวจสอบไฟล์บัตรลงคะแนน (SHA-256): {facts.digest}",
        f"ตรวจผลซ้ำได้ด้วยคำสั่ง: idea4gov verify round-{facts.id}.pb",
    )


def round_csv(facts: RoundFacts, lines: Sequence[ResultLine]) -> Iterator[str]:
    """The projects of a round as CSV (RFC 4180), with a byte order mark and a Thai heading."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(column.title for column in round_columns(facts))
    for row in _rows(facts, lines):
        writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
    yield buffer.getvalue()


def round_json(facts: RoundFacts, lines: Sequence[ResultLine]) -> Iterator[str]:
    """A round as one JSON object.

    Its keys are "round", with the fields of RoundFacts, and "projects", in the order of the count.
    """
    projects = [
        {
            "code": line.code,
            "title": line.title,
            "area": line.area,
            "cost": line.cost,
            "votes": line.votes,
            "score": line.score,
            "fate": line.fate and line.fate.value,
            "left_before": line.left_before,
            "is_stated": line.is_stated,
            "is_funded": line.is_funded,
        }
        for line in lines
    ]
    yield canonical_json({"round": asdict(facts), "projects": projects}) + "\n"


def round_sheets(
    facts: RoundFacts, lines: Sequence[ResultLine], *, url: str, now: datetime
) -> tuple[WorkbookSheet, ...]:
    """A round as three sheets: a summary, the projects, and how they were counted.

    url: of the page of the round. now: aware, when the file is made.
    """
    unit = money_unit(facts.currency)
    summary: list[Row] = [
        ("รอบงบประมาณ", facts.title),
        ("หน่วยงาน", facts.local_government),
        ("จังหวัด", facts.province),
        ("ปีงบประมาณ (พ.ศ.)", str(facts.fiscal_year) if facts.fiscal_year else ""),
        (f"วงเงิน ({unit})", facts.budget),
        (f"รวมโครงการที่ได้รับงบประมาณ ({unit})", facts.spent),
        ("โครงการทั้งหมด (โครงการ)", facts.projects),
        ("โครงการที่ได้รับงบประมาณ (โครงการ)", facts.funded),
        ("บัตรลงคะแนน (ใบ)", facts.ballots),
        ("จัดทำไฟล์เมื่อ", in_bangkok(now)),
        ("ที่มา", url),
    ]
    return (
        WorkbookSheet(SUMMARY, FACTS, summary),
        WorkbookSheet(PROJECTS, round_columns(facts), _rows(facts, lines)),
        WorkbookSheet(METHOD, WORDS, [(sentence,) for sentence in counting_words(facts)]),
    )


def _rule_words(rule: str) -> str:
    """The rule in words, with the name that the file states."""
    words = RULES.get("equalshares" if rule.startswith("equalshares") else rule)
    named = f"กติกาการนับที่ประกาศไว้: {rule or 'ไม่ได้ระบุ'}"
    return f"{named} ({words})" if words else named


def _rows(facts: RoundFacts, lines: Sequence[ResultLine]) -> Iterator[Row]:
    for place, line in enumerate(lines, start=1):
        area = (facts.areas.get(line.area, ""),) if facts.is_divided else ()
        yield (place, *area, line.code, line.title, line.cost, line.votes, line.score, fate_words(line))
