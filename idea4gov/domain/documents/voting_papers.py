"""Documents for the polling place: ballot papers with serial numbers, and the list that voters sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotPaper
from idea4gov.domain.documents.blocks import (
    Banner,
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    TableColumn,
)
from idea4gov.domain.documents.wording import amount, digits
from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.numbers import read_number
from idea4gov.domain.rounds.paper_ballots import LARGEST_SERIAL

MOST_PAPERS = 50
"""Most ballot papers in one document."""
SIGNED_LINES = 30
_MARKS = {
    "approval": "ทำเครื่องหมาย ✗ ในช่องหน้าโครงการที่เลือก",
    "knapsack": "ทำเครื่องหมาย ✗ ในช่องหน้าโครงการที่เลือก โดยวงเงินรวมต้องไม่เกินงบประมาณ",
    "cumulative": "เขียนจำนวนแต้มที่ให้ในช่องหน้าโครงการ",
    "ranked": "เขียนอันดับ ๑ ๒ ๓ ในช่องหน้าโครงการ โดยอันดับ ๑ คือโครงการที่ต้องการที่สุด",
}


class BadPrintRun(Invalid):
    """The first serial number or the number of papers is not valid. most: papers per document."""

    code = "bad_print_run"
    message = N_("Write the first serial number, and how many papers to print: at most %(most)s at a time.")


@dataclass(frozen=True)
class Hall:
    """What the documents say about a round. office: the local government."""

    round_id: int
    title: str
    office: str


def read_print_run(first: str, count: str) -> tuple[int, int]:
    """(first serial number, number of papers) as people type them. Raises BadPrintRun."""
    try:
        papers = read_number(count, least=1, most=MOST_PAPERS)
        return read_number(first, "serial", least=1, most=LARGEST_SERIAL - papers + 1), papers
    except Invalid as error:
        raise BadPrintRun(most=MOST_PAPERS) from error


def ballot_papers(hall: Hall, paper: BallotPaper, *, first: int, count: int) -> Document:
    """Ballot papers with the serial numbers from `first` on. They bear nothing that identifies a voter."""
    blocks: list[Block] = []
    for serial in range(first, first + count):
        if blocks:
            blocks.append(PageBreak())
        blocks += _one_paper(hall, paper, serial)
    return Document(
        "ballot", f"round-{hall.round_id}-ballot-papers", f"บัตรลงคะแนน {hall.title}", tuple(blocks)
    )


def signing_roll(hall: Hall, names: Sequence[str]) -> Document:
    """The list of voters who vote on paper, with space for signatures and for SIGNED_LINES more voters.

    names: "" for a voter without an account.
    """
    columns = (
        TableColumn("ลำดับ", 1, "center"),
        TableColumn("ชื่อ - ชื่อสกุล", 5),
        TableColumn("ลายมือชื่อ", 4),
        TableColumn("หมายเหตุ", 3),
    )
    listed = [name or "(ไม่มีบัญชี)" for name in names] + [""] * SIGNED_LINES
    rows = tuple((digits(place), name, "", "") for place, name in enumerate(listed, start=1))
    blocks: tuple[Block, ...] = (
        Banner("ทะเบียนผู้ใช้สิทธิด้วยบัตรกระดาษ", 16),
        Paragraph(hall.title, indent=False, align="center", bold=True),
        Paragraph(hall.office, indent=False, align="center"),
        Table(columns, rows, dotted=True),
        Signature(role="กรรมการประจำหน่วยลงคะแนน"),
        Signature(role="กรรมการประจำหน่วยลงคะแนน"),
    )
    return Document("report", f"round-{hall.round_id}-roll", f"ทะเบียนผู้ใช้สิทธิ {hall.title}", blocks)


def _one_paper(hall: Hall, paper: BallotPaper, serial: int) -> Iterator[Block]:
    yield Paragraph(f"เลขที่บัตร {digits(serial).replace(',', '')}", indent=False, align="right", bold=True)
    yield Banner("บัตรลงคะแนน", 18)
    yield Paragraph(hall.title, indent=False, align="center", bold=True)
    yield Paragraph(hall.office, indent=False, align="center")
    yield Paragraph(f"{_MARKS[paper.mode]}{_limits(paper)} ห้ามเขียนชื่อหรือทำเครื่องหมายอื่นใด", indent=False)
    for area in paper.areas:
        yield Heading(f"{area.name} งบประมาณ {amount(area.budget_baht)}", 2)
        yield _projects(paper, area)
    for one, other in paper.excluding:
        codes = f"{paper.by_id[one].code} กับ {paper.by_id[other].code}"
        yield Paragraph(f"โครงการ {codes} ทำพร้อมกันไม่ได้ กรุณาเลือกเพียงโครงการเดียว", indent=False)


def _projects(paper: BallotPaper, area: BallotArea) -> Table:
    columns = (
        TableColumn("ช่อง", 1.1, "center"),
        TableColumn("รหัส", 1.3, "center"),
        TableColumn("โครงการ", 8),
        TableColumn("ค่าใช้จ่าย (บาท)", 2.4, "right"),
    )
    rows = tuple(
        ("☐", one.code, one.title, digits(one.cost_baht)) for one in paper.projects if one.area_id == area.id
    )
    return Table(columns, rows)


def _limits(paper: BallotPaper) -> str:
    parts = []
    if paper.min_choices > 1:
        parts.append(f"อย่างน้อย {digits(paper.min_choices)} โครงการ")
    if paper.max_choices:
        parts.append(f"ไม่เกิน {digits(paper.max_choices)} โครงการต่อพื้นที่")
    if paper.mode == "cumulative" and paper.points_total:
        parts.append(f"รวมไม่เกิน {digits(paper.points_total)} แต้มต่อพื้นที่")
    if paper.mode == "cumulative" and paper.points_each:
        parts.append(f"โครงการละไม่เกิน {digits(paper.points_each)} แต้ม")
    return "".join(f" {part}" for part in parts)
