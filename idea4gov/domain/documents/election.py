"""The data of the documents of a finished budget round, and the sentences that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.documents.blocks import Table, TableColumn
from idea4gov.domain.documents.hearing import SYSTEM
from idea4gov.domain.documents.letterheads import Letterhead
from idea4gov.domain.documents.wording import amount, digits, head_of, province_name
from idea4gov.domain.identity.doors import Door
from idea4gov.domain.places.kinds import LocalGovernmentKind
from idea4gov.domain.rounds.exports import RoundFacts, fate_words, money_unit
from idea4gov.domain.rounds.imports import ResultLine
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.thai import thai_digits

LISTED = 300


@dataclass(frozen=True)
class Election:
    """A finished round with the data of its documents.

    kind: of the local government. lines: of the result. is_final: whether contests are over. url: of its
    page. now: aware, when the document is made. doors: by which people could vote; () where it is not known.
    """

    facts: RoundFacts
    kind: LocalGovernmentKind
    lines: Sequence[ResultLine]
    is_final: bool
    letterhead: Letterhead
    url: str
    now: datetime
    doors: tuple[Door, ...] = ()

    @property
    def office(self) -> str:
        """The local government that ran the round."""
        return self.facts.local_government

    @property
    def place(self) -> str:
        """The local government with its province."""
        if self.kind == "bangkok":
            return self.office
        return f"{self.office} {province_name(self.facts.province)}"

    @property
    def addressee(self) -> str:
        """The person to whom the memo is addressed."""
        return self.letterhead.addressee or head_of(self.kind, self.office)

    @property
    def head(self) -> str:
        """The title of the person who signs announcements."""
        return self.letterhead.head_position or head_of(self.kind, self.office)

    @property
    def of_year(self) -> str:
        """ " ประจำปีงบประมาณ พ.ศ. ๒๕๗๐", or "" if the year is not known."""
        year = self.facts.fiscal_year
        return f" ประจำปีงบประมาณ พ.ศ. {thai_digits(str(year))}" if year else ""

    @property
    def funded(self) -> list[ResultLine]:
        """The funded projects, in the order of the result."""
        return [line for line in self.lines if line.is_funded]

    @property
    def others(self) -> list[ResultLine]:
        """The projects that are not funded, in the order of the result."""
        return [line for line in self.lines if not line.is_funded]


def vote_sentence(election: Election) -> str:
    """The clause on the round that follows "ตามที่" or "ด้วย"."""
    return (
        f"{election.office}ได้จัดให้ประชาชนลงคะแนนเลือกโครงการงบประมาณแบบมีส่วนร่วม "
        f"“{election.facts.title}”{election.of_year} วงเงินงบประมาณ "
        f"{amount(election.facts.budget, election.facts.currency)} นั้น"
    )


def turnout(election: Election) -> str:
    """The sentence on the numbers of ballots, projects and funded projects."""
    facts = election.facts
    words = f"มีบัตรลงคะแนน {digits(facts.ballots)} ใบ โครงการในบัตรลงคะแนน {digits(facts.projects)} โครงการ"
    if facts.funded is None or facts.spent is None:
        return words
    return (
        f"{words} โครงการที่ได้รับงบประมาณ {digits(facts.funded)} โครงการ "
        f"รวมเป็นเงิน {amount(facts.spent, facts.currency)}"
    )


def result_table(election: Election, lines: Sequence[ResultLine], *, with_fate: bool) -> Table:
    """A table of projects with votes and costs, at most LISTED.

    with_fate: adds a column with the decision.
    """
    columns = [
        TableColumn("ลำดับ", 1.1, "center"),
        *([TableColumn("พื้นที่", 2.4)] if election.facts.is_divided else []),
        TableColumn("โครงการ", 6),
        TableColumn(f"งบประมาณ\n({money_unit(election.facts.currency)})", 2.2, "right"),
        TableColumn("ผู้เลือก\n(คน)", 1.6, "right"),
    ]
    has_points = any(line.score not in (None, line.votes) for line in lines)
    if has_points:
        columns.append(TableColumn("แต้ม", 1.6, "right"))
    if with_fate:
        columns.append(TableColumn("ผล", 3.2))
    rows = []
    for place, line in enumerate(lines[:LISTED], start=1):
        area = [election.facts.areas.get(line.area, "")] if election.facts.is_divided else []
        row = [digits(place), *area, line.title, digits(line.cost), _number(line.votes)]
        row += [_number(line.score)] if has_points else []
        row += [_fate(line, election.facts.currency)] if with_fate else []
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _fate(line: ResultLine, currency: str) -> str:
    """What became of a project; of one that lost for want of money, how much it needs and what there is."""
    needs = f"ไม่ได้รับ เพราะต้องใช้ {amount(line.cost, currency)}"
    if line.fate is Fate.DOES_NOT_FIT and line.left_before is not None:
        return f"{needs} แต่เหลือ {amount(line.left_before, currency)}"
    if line.fate is Fate.LACKS_SUPPORT and line.share is not None:
        return f"{needs} แต่ส่วนแบ่งของผู้เลือกเหลือรวมกัน {amount(int(line.share.money), currency)}"
    return fate_words(line)


def verified_words() -> str:
    """The sentence that says that anyone can recount the ballots."""
    return (
        f"ผู้ใดประสงค์จะตรวจสอบผล สามารถดาวน์โหลดบัตรลงคะแนนทั้งหมดโดยไม่มีชื่อผู้ลงคะแนนได้จากหน้าผลใน{SYSTEM} "
        "แล้วนับซ้ำได้ด้วยตนเอง รหัสตรวจสอบไฟล์ต้องตรงกับที่ระบุไว้"
    )


def _number(number: int | None) -> str:
    return "-" if number is None else digits(number)
