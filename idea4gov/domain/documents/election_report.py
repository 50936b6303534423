"""The report on a budget round (รายงานผลการรับฟังความคิดเห็น): people, voting, result and reasons."""

from collections.abc import Iterator, Sequence

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.documents.blocks import (
    Banner,
    Bar,
    Bars,
    Block,
    Code,
    Document,
    Heading,
    Item,
    Paragraph,
    QrCode,
    Signature,
    Table,
    TableColumn,
)
from idea4gov.domain.documents.election import result_table, turnout, verified_words, vote_sentence
from idea4gov.domain.documents.election_course import ElectionReport
from idea4gov.domain.documents.hearing import SYSTEM
from idea4gov.domain.documents.voter_claims import once_of, voters_checked
from idea4gov.domain.documents.wording import amount, day, digits
from idea4gov.domain.opendata.small_cells import SMALLEST_TOLD
from idea4gov.domain.rounds.exports import counting_words, money_unit
from idea4gov.domain.rounds.imports import ResultLine
from idea4gov.domain.thai import thai_digits

CHARTED = 15
UNTOLD = "ไม่เปิดเผย"


def election_report(report: ElectionReport) -> Document:
    """The whole report, with charts, objections and the list of all projects."""
    parts = (_opening, _method, _participants, _categories, _result, _ties, _objections, _counting)
    numbered = enumerate(parts, start=1)
    blocks = [block for number, part in numbered for block in part(report, thai_digits(str(number)))]
    election = report.election
    blocks.append(
        Signature(election.letterhead.signer_name, election.letterhead.signer_position, "ผู้จัดทำรายงาน")
    )
    return Document(
        "report",
        f"round-{election.facts.id}-report",
        f"รายงานผลการรับฟังความคิดเห็น เรื่อง {election.facts.title}",
        tuple(blocks),
        emblem=election.letterhead.emblem,
    )


def _opening(report: ElectionReport, number: str) -> Iterator[Block]:
    election = report.election
    yield Banner("รายงานผลการรับฟังความคิดเห็นของประชาชน", 18)
    yield Paragraph(f"เรื่อง {election.facts.title}", indent=False, align="center", bold=True)
    yield Paragraph(f"{election.place}{election.of_year}", indent=False, align="center")
    yield Heading(f"{number}. ความเป็นมา")
    yield Paragraph(f"ด้วย{vote_sentence(election)} บัดนี้ การนับคะแนนเสร็จสิ้นแล้ว {turnout(election)}")
    if not election.is_final:
        yield Paragraph("ผลนี้เป็นผลเบื้องต้น ผู้มีส่วนได้เสียยังทักท้วงได้ภายในกำหนดเวลาที่ประกาศไว้", bold=True)


def _method(report: ElectionReport, number: str) -> Iterator[Block]:
    course = report.course
    yield Heading(f"{number}. กลุ่มเป้าหมายและวิธีการรับฟัง")
    if course is None:
        yield Paragraph("การลงคะแนนครั้งนี้จัดนอกระบบ รายงานนี้จัดทำจากไฟล์บัตรลงคะแนนที่เผยแพร่")
        return
    age = f" ซึ่งมีอายุไม่ต่ำกว่า {digits(course.minimum_age)} ปี นับตามปีเกิด" if course.minimum_age else ""
    (first, last), (begun, ended) = course.proposing, course.voting
    doors = report.election.doors
    paper = " และด้วยบัตรกระดาษ" if "counter" in doors else ""
    yield Item(f"{number}.๑", f"กลุ่มเป้าหมายตามกติกา ได้แก่ {course.voters}{age}")
    yield Item(f"{number}.๒", f"การเสนอโครงการ ผ่าน{SYSTEM} ตั้งแต่วันที่ {day(first)} ถึงวันที่ {day(last)}")
    yield Item(
        f"{number}.๓",
        "การพิจารณาโครงการ เจ้าหน้าที่สองคนลงนามในผลพิจารณาทุกข้อเสนอ พบว่าทำได้ "
        f"{digits(course.feasible)} ข้อ ไม่รับ {digits(course.refused)} ข้อ "
        f"และรวมกับข้อเสนออื่น {digits(course.merged)} ข้อ",
    )
    yield Item(
        f"{number}.๔",
        f"การลงคะแนน ผ่าน{SYSTEM}{paper} ตั้งแต่วันที่ {day(begun)} ถึงวันที่ {day(ended)} {once_of(doors)}",
    )
    checked, *claims = voters_checked(doors)
    yield Item(f"{number}.๕", checked)
    yield from map(Paragraph, claims)


def _participants(report: ElectionReport, number: str) -> Iterator[Block]:
    facts, course = report.election.facts, report.course
    yield Heading(f"{number}. ผู้มีส่วนร่วม")
    yield Paragraph(f"มีบัตรลงคะแนนที่นับได้ทั้งสิ้น {digits(facts.ballots)} ใบ")
    if course:
        online, paper = shown_counts((course.online, course.paper))
        yield Item(f"{number}.๑", f"ผู้ลงคะแนนผ่านระบบอินเทอร์เน็ต {online}")
        yield Item(f"{number}.๒", f"ผู้ลงคะแนนด้วยบัตรกระดาษ {paper}")
    if report.served is not None and facts.ballots:
        part = f"{100 * report.served / facts.ballots:.1f}"
        yield Paragraph(f"ผู้ลงคะแนนที่ได้โครงการที่ตนเลือกอย่างน้อย ๑ โครงการ คิดเป็นร้อยละ {thai_digits(part)}")
    if facts.is_divided:
        yield _area_table(report)
        yield Paragraph("ผู้ลงคะแนนหนึ่งคนเลือกได้หลายพื้นที่ จำนวนรวมทุกพื้นที่จึงอาจมากกว่าจำนวนบัตร")
    if course or facts.is_divided:
        smallest = thai_digits(str(SMALLEST_TOLD))
        yield Paragraph(f"จำนวนที่น้อยกว่า {smallest} คน และจำนวนที่คำนวณย้อนกลับได้ ไม่เปิดเผยเพื่อคุ้มครองผู้ลงคะแนน")


def shown_counts(counts: Sequence[int]) -> list[str]:
    """Counts of people as text, with small ones suppressed; their total is public.

    A count below SMALLEST_TOLD is suppressed. If there is only one, the smallest other count is, too, because
    the total would give the small one away.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < SMALLEST_TOLD}
    if len(small) == 1 and len(counts) > 1:
        others = [place for place, count in enumerate(counts) if place not in small and count]
        small |= {min(others, key=lambda place: counts[place])} if others else set()
    return [UNTOLD if place in small else f"{digits(count)} คน" for place, count in enumerate(counts)]


def _area_table(report: ElectionReport) -> Table:
    unit = money_unit(report.election.facts.currency)
    columns = (
        TableColumn("พื้นที่", 5),
        TableColumn("ผู้เลือกโครงการ\nในพื้นที่", 2.6, "right"),
        TableColumn(f"งบประมาณ\n({unit})", 2.4, "right"),
        TableColumn(f"จัดสรรแล้ว\n({unit})", 2.4, "right"),
    )
    rows = tuple(
        (
            area.name,
            UNTOLD if 0 < area.ballots < SMALLEST_TOLD else f"{digits(area.ballots)} คน",
            digits(area.budget),
            digits(area.spent),
        )
        for area in report.areas
    )
    return Table(columns, rows)


def _categories(report: ElectionReport, number: str) -> Iterator[Block]:
    election = report.election
    yield Heading(f"{number}. โครงการจำแนกตามหมวด")
    rows: dict[str, list[ResultLine]] = {}
    for line in election.lines:
        if line.code in report.categories:
            rows.setdefault(report.categories[line.code], []).append(line)
    if not rows:
        yield Paragraph("ไฟล์บัตรลงคะแนนไม่ระบุหมวดของโครงการ")
        return
    columns = (
        TableColumn("หมวด", 5),
        TableColumn("โครงการ", 1.8, "right"),
        TableColumn("ได้รับงบประมาณ", 2.4, "right"),
        TableColumn(f"เป็นเงิน\n({money_unit(election.facts.currency)})", 2.4, "right"),
    )
    money = {key: sum(line.cost for line in lines if line.is_funded) for key, lines in rows.items()}
    order = sorted(rows, key=lambda key: (-money[key], key))
    yield Table(
        columns,
        tuple(
            (
                CATEGORIES[key].th,
                digits(len(rows[key])),
                digits(sum(line.is_funded for line in rows[key])),
                digits(money[key]),
            )
            for key in order
        ),
    )
    most = max(money.values())
    yield Bars(
        "งบประมาณที่จัดสรรแยกตามหมวด",
        tuple(
            Bar(CATEGORIES[key].th, amount(money[key], election.facts.currency), money[key] / most)
            for key in order
            if money[key]
        ),
    )


def _result(report: ElectionReport, number: str) -> Iterator[Block]:
    election = report.election
    yield Heading(f"{number}. ผลการลงคะแนน")
    for area in report.areas:
        lines = [line for line in election.lines if line.area == area.code]
        yield _chart(lines, area.name if election.facts.is_divided else "")
    yield result_table(election, election.lines, with_fate=True)


def _chart(lines: Sequence[ResultLine], area: str) -> Bars:
    """A bar chart of the projects of an area, the highest first.

    area: its name, or "" if the round is undivided. The label of a funded project says so, because documents
    are often printed in grey.
    """
    by_points = any(line.score not in (None, line.votes) for line in lines)
    got = {line.code: (line.score if by_points else line.votes) or 0 for line in lines}
    ranked = sorted(lines, key=lambda line: -got[line.code])[:CHARTED]
    most = max(got.values(), default=0)
    unit = "แต้ม" if by_points else "คน"
    bars = tuple(
        Bar(
            f"{line.title} (ได้รับงบประมาณ)" if line.is_funded else line.title,
            f"{digits(got[line.code])} {unit}",
            got[line.code] / most if most else 0,
        )
        for line in ranked
    )
    title = "แต้มของแต่ละโครงการ" if by_points else "จำนวนผู้เลือกแต่ละโครงการ"
    return Bars(f"{title} {area}".strip(), bars)


def _ties(report: ElectionReport, number: str) -> Iterator[Block]:
    yield Heading(f"{number}. คะแนนเท่ากันและการจับสลาก")
    if not report.ties:
        yield Paragraph("ไม่มีโครงการที่คะแนนเท่ากัน จึงไม่ต้องใช้สลาก")
    for place, tie in enumerate(report.ties, start=1):
        weight = "มีผลต่อการได้รับงบประมาณ" if tie.decides else "ไม่เปลี่ยนผล"
        titles = " ".join(
            f"({thai_digits(str(each))}) {title}" for each, title in enumerate(tie.titles, start=1)
        )
        yield Item(
            f"{number}.{thai_digits(str(place))}",
            f"โครงการที่ได้ {digits(tie.score)} เท่ากัน {weight} เรียงลำดับดังนี้ {titles}",
        )
    draw = report.course.draw if report.course else None
    if report.seed is None:
        yield Paragraph("กรณีคะแนนเท่ากัน ใช้ลำดับในไฟล์บัตรลงคะแนนที่เผยแพร่")
        return
    yield Paragraph("กรณีคะแนนเท่ากัน โครงการที่ใช้เงินน้อยกว่าได้ก่อน หากยังเท่ากันใช้สลาก")
    if draw:
        yield Paragraph(
            f"สลากมาจากการจับต่อหน้าประชาชนหลังปิดผนึกหีบบัตร ได้ {draw.words} ({draw.occasion}) พยาน {draw.witnesses}"
        )
        if draw.before:
            yield Paragraph(
                f"เดิมบันทึกผลจับสลากผิดเป็น {draw.before} เจ้าหน้าที่สองคนแก้ไขก่อนนับคะแนน ด้วยเหตุผลว่า {draw.reason}"
            )
    else:
        yield Paragraph("ไม่มีการบันทึกผลจับสลากต่อหน้าประชาชน ระบบสุ่มค่าตั้งต้นของสลากเมื่อประกาศผล")
    yield Code("ค่าตั้งต้นของสลาก", report.seed)


def _objections(report: ElectionReport, number: str) -> Iterator[Block]:
    yield Heading(f"{number}. ข้อคัดค้าน ข้อทักท้วง และคำตอบ")
    course = report.course
    if course is None or not (course.objections or course.unanswered):
        yield Paragraph("ไม่มีข้อคัดค้านหรือข้อทักท้วง")
        return
    for place, one in enumerate(course.objections, start=1):
        kind = "ข้อทักท้วงผล" if one.is_contest else "ข้อคัดค้านบัตรลงคะแนน"
        project = f" โครงการ {one.project}" if one.project else ""
        yield Heading(f"{number}.{thai_digits(str(place))} {kind}{project}", 2)
        yield Paragraph(one.body)
        yield Paragraph(f"คำตอบ: {one.answer}")
        yield Paragraph(f"(ตอบเมื่อวันที่ {day(one.answered_at)})", indent=False, align="right")
    if course.unanswered:
        yield Paragraph(f"มีข้อคัดค้านและข้อทักท้วงที่ยังไม่ได้ตอบ {digits(course.unanswered)} ข้อ")


def _counting(report: ElectionReport, number: str) -> Iterator[Block]:
    election = report.election
    yield Heading(f"{number}. วิธีนับและการตรวจสอบ")
    yield from (Paragraph(words) for words in counting_words(election.facts)[:2])
    yield Paragraph(verified_words())
    if report.course:
        yield Code("รหัสตรวจสอบไฟล์กติกาและโครงการก่อนลงคะแนน (SHA-256)", report.course.frozen_digest)
    yield Code("รหัสตรวจสอบไฟล์บัตรลงคะแนน (SHA-256)", election.facts.digest)
    if report.outcome_digest:
        yield Code("รหัสตรวจสอบผล (SHA-256)", report.outcome_digest)
    yield Code("คำสั่งตรวจผลซ้ำ", f"python3 verify.pyz round-{election.facts.id}.pb")
    yield QrCode(election.url, "หน้าผลและไฟล์บัตรลงคะแนน")
