"""The result of a finished budget round as files: CSV, JSON and the sheets of a workbook."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.exports import formula_safe
from idea4gov.domain.rounds import ResultLine
from idea4gov.domain.sheets import FACTS, METHOD, SUMMARY, WORDS, Column, Kind, Row, Sheet, in_bangkok
from idea4gov.domain.thai import format_count

PROJECTS = "โครงการ"
FATES = {
    "funded": "ได้รับงบประมาณ",
    "filled": "ได้รับงบประมาณ จากเงินที่เหลือ",
    "does_not_fit": "ไม่ได้รับ เพราะงบประมาณที่เหลือไม่พอ",
    "after_stop": "ไม่ได้รับ เพราะการนับสิ้นสุดก่อนถึงโครงการนี้",
    "below_minimum": "ไม่ได้รับ เพราะคะแนนต่ำกว่าเกณฑ์ขั้นต่ำ",
    "excluded": "ไม่ได้รับ เพราะทำพร้อมกับโครงการอื่นที่ได้รับไม่ได้",
    "lacks_support": "ไม่ได้รับ เพราะผู้สนับสนุนมีเงินส่วนแบ่งเหลือไม่พอ",
}
RULES = {
    "greedy": "เรียงตามคะแนนจากมากไปน้อย โครงการใดวงเงินที่เหลือไม่พอให้ข้ามไป แล้วพิจารณาโครงการถัดไป",
    "greedy-threshold": "เรียงตามคะแนนจากมากไปน้อย ตัดโครงการที่คะแนนต่ำกว่าเกณฑ์ขั้นต่ำ และข้ามโครงการที่วงเงินที่เหลือไม่พอ",
    "greedy-no-skip": "เรียงตามคะแนนจากมากไปน้อย และหยุดที่โครงการแรกที่วงเงินที่เหลือไม่พอ",
    "greedy-exclusive": "เรียงตามคะแนนจากมากไปน้อย ข้ามโครงการที่ทำพร้อมกับโครงการที่ได้รับแล้วไม่ได้ หรือที่วงเงินที่เหลือไม่พอ",
    "equalshares": "วิธีแบ่งส่วนเท่ากัน (Method of Equal Shares) ผู้ลงคะแนนทุกคนมีส่วนแบ่งงบประมาณเท่ากัน "
    "โครงการได้รับงบประมาณเมื่อส่วนแบ่งของผู้เลือกรวมกันพอ",
}
BALLOTS = {
    "choose-1": "ผู้มีสิทธิหนึ่งคนเลือกได้หนึ่งโครงการ",
    "cumulative": "ผู้มีสิทธิแบ่งคะแนนให้โครงการต่าง ๆ",
    "ordinal": "ผู้มีสิทธิเรียงลำดับโครงการ โครงการในลำดับแรกของบัตรที่มีห้าชื่อได้ห้าคะแนน และลำดับสุดท้ายได้หนึ่งคะแนน",
    "approval": "ผู้มีสิทธิเลือกได้หลายโครงการ",
}


@dataclass(frozen=True)
class RoundFacts:
    """What files say of a round. Amounts are whole units of `currency`. spent, funded: None if unknown."""

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


def round_header(currency: str) -> tuple[str, ...]:
    """The column titles of a round's projects."""
    unit = money_unit(currency)
    return ("ลำดับ", "รหัสโครงการ", "โครงการ", f"งบประมาณ ({unit})", "จำนวนผู้เลือก (คน)", "คะแนน", "ผล")


def money_unit(currency: str) -> str:
    """What amounts are counted in: "บาท", or the code of another currency."""
    return "บาท" if currency == "THB" else currency


def fate_words(line: ResultLine) -> str:
    """Whether a project is funded, and if not why; "" where nothing says it."""
    if line.fate is not None:
        return FATES.get(line.fate.value, "ไม่ได้รับงบประมาณ")
    return {True: "ได้รับงบประมาณ", False: "ไม่ได้รับงบประมาณ", None: ""}[line.is_stated]


def counting_words(facts: RoundFacts) -> tuple[str, ...]:
    """How the round was counted, in sentences."""
    return (
        BALLOTS.get(facts.vote_type, f"รูปแบบบัตร: {facts.vote_type}"),
        _rule_words(facts.rule),
        f"ลายนิ้วมือของไฟล์บัตรลงคะแนน (SHA-256): {facts.digest}",
        f"ตรวจผลซ้ำได้ด้วยคำสั่ง: idea4gov verify round-{facts.id}.pb",
    )


def round_csv(facts: RoundFacts, lines: Sequence[ResultLine]) -> Iterator[str]:
    """The projects of a round as CSV (RFC 4180), with a byte order mark and a Thai header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(round_header(facts.currency))
    for row in _rows(lines):
        writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
    yield buffer.getvalue()


def round_json(facts: RoundFacts, lines: Sequence[ResultLine]) -> Iterator[str]:
    """A round as one JSON object: "round" (RoundFacts), and "projects" in the order considered."""
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
) -> tuple[Sheet, ...]:
    """A round as three sheets: its summary, its projects, how it was counted. url: of its page."""
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
    titles = round_header(facts.currency)
    kinds: tuple[Kind, ...] = ("count", "text", "text", "money", "count", "count", "text")
    widths = (8, 16, 70, 20, 20, 12, 46)
    columns = tuple(map(Column, titles, kinds, widths))
    return (
        Sheet(SUMMARY, FACTS, summary),
        Sheet(PROJECTS, columns, _rows(lines)),
        Sheet(METHOD, WORDS, [(sentence,) for sentence in counting_words(facts)]),
    )


def spoken_amount(amount: int, currency: str) -> str:
    """An amount with its unit, exact: "600,000 บาท"."""
    return f"{format_count(amount, 'th')} {money_unit(currency)}"


def _rule_words(rule: str) -> str:
    """The rule in words, with the name under which it is published."""
    words = RULES.get("equalshares" if rule.startswith("equalshares") else rule)
    named = f"กติกาการนับที่ประกาศไว้: {rule or 'ไม่ได้ระบุ'}"
    return f"{named} ({words})" if words else named


def _rows(lines: Sequence[ResultLine]) -> Iterator[Row]:
    for place, line in enumerate(lines, start=1):
        yield (place, line.code, line.title, line.cost, line.votes, line.score, fate_words(line))
