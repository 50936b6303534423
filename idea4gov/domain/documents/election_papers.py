"""The documents on a finished budget round: announcement, memo, project list, and printed result."""

from idea4gov.domain.documents.blocks import (
    Banner,
    Block,
    Code,
    Document,
    Heading,
    Item,
    MemoHead,
    Paragraph,
    QrCode,
    Signature,
)
from idea4gov.domain.documents.election import Election, result_table, turnout, verified_words, vote_sentence
from idea4gov.domain.documents.project_list import project_blocks
from idea4gov.domain.documents.voter_claims import voters_checked
from idea4gov.domain.documents.wording import DATE_TO_SIGN, amount, day, digits, plan_years
from idea4gov.domain.rounds.exports import counting_words, money_unit
from idea4gov.domain.thai import fiscal_year, thai_digits

TOP = 5


def election_memo(election: Election) -> Document:
    """The memo that submits the result to the head of the local government."""
    letterhead = election.letterhead
    subject = f"รายงานผลการลงคะแนนงบประมาณแบบมีส่วนร่วม {election.facts.title}"
    head = MemoHead(
        letterhead.office or election.office,
        letterhead.number_prefix,
        day(election.now),
        subject,
        election.addressee,
    )
    blocks: list[Block] = [
        Paragraph(f"ด้วย{vote_sentence(election)}"),
        Paragraph("บัดนี้ การนับคะแนนเสร็จสิ้นแล้ว ขอรายงานผลการดำเนินการ ดังนี้"),
        Item("๑.", turnout(election)),
        *_first_funded(election),
        Paragraph(
            "พร้อมนี้ ได้แนบร่างประกาศผลการลงคะแนน ตารางผลการลงคะแนน และบัญชีโครงการ (แบบ ผ. ๐๒) "
            "เพื่อประกอบการพิจารณาด้วยแล้ว"
        ),
        Paragraph(
            "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบ โปรดลงนามในประกาศผลการลงคะแนน "
            "และมอบหมายหน่วยงานที่เกี่ยวข้องดำเนินการตามแผนพัฒนาท้องถิ่นและงบประมาณรายจ่ายประจำปีต่อไป"
        ),
        Signature(letterhead.signer_name, letterhead.signer_position),
    ]
    return Document(
        "memo",
        f"round-{election.facts.id}-memo",
        f"บันทึกข้อความ {subject}",
        tuple(blocks),
        memo=head,
        emblem=letterhead.emblem,
    )


def _first_funded(election: Election) -> list[Item]:
    """The point of the memo with the first TOP funded projects; nothing where none was funded."""
    winners = election.funded[:TOP]
    if not winners:
        return []
    return [
        Item("๒.", f"โครงการที่ได้รับงบประมาณ {digits(len(winners))} ลำดับแรก ได้แก่"),
        *(
            Item(
                f"๒.{thai_digits(str(place))}",
                f"{line.title} {amount(line.cost, election.facts.currency)}"
                + (f" ผู้เลือก {digits(line.votes)} คน" if line.votes is not None else ""),
                depth=2,
            )
            for place, line in enumerate(winners, start=1)
        ),
    ]


def announcement(election: Election) -> Document:
    """The announcement of the result (ประกาศผลการลงคะแนน): funded and other projects, and how to recount."""
    letterhead, facts = election.letterhead, election.facts
    title = f"ผลการลงคะแนนโครงการงบประมาณแบบมีส่วนร่วม{election.of_year}"
    blocks: list[Block] = [
        Banner(f"ประกาศ{election.office}", 14),
        Banner(f"เรื่อง {title}", 13),
        Paragraph("-" * 42, indent=False, align="center"),
        Paragraph(f"ตามที่{vote_sentence(election)}"),
        Paragraph(f"บัดนี้ การนับคะแนนเสร็จสิ้นแล้ว {turnout(election)} จึงประกาศผลการลงคะแนน ดังต่อไปนี้"),
    ]
    if not election.is_final:
        blocks.append(Paragraph("ผลนี้เป็นผลเบื้องต้น ผู้มีส่วนได้เสียยังทักท้วงได้ภายในกำหนดเวลาที่ประกาศไว้", bold=True))
    if election.funded:
        blocks += [
            Heading("โครงการที่ได้รับงบประมาณ"),
            result_table(election, election.funded, with_fate=False),
        ]
    if election.others:
        blocks += [
            Heading("โครงการที่ไม่ได้รับงบประมาณ"),
            result_table(election, election.others, with_fate=True),
        ]
    blocks += [Heading("การตรวจสอบผล"), *_checking(election)]
    blocks += [
        Paragraph("จึงประกาศมาเพื่อทราบโดยทั่วกัน"),
        Paragraph(f"ประกาศ ณ {DATE_TO_SIGN}"),
        Signature(letterhead.head_name, election.head),
    ]
    return Document(
        "announcement",
        f"round-{facts.id}-announcement",
        f"ประกาศ{election.office} เรื่อง {title}",
        tuple(blocks),
        emblem=letterhead.emblem,
    )


def election_results(election: Election) -> Document:
    """The result for printing: every project, and how it was counted."""
    blocks: tuple[Block, ...] = (
        Banner("ผลการลงคะแนนงบประมาณแบบมีส่วนร่วม", 16),
        Paragraph(election.facts.title, indent=False, align="center", bold=True),
        Paragraph(f"{election.place}{election.of_year}", indent=False, align="center"),
        Paragraph(turnout(election)),
        result_table(election, election.lines, with_fate=True),
        Heading("วิธีนับคะแนน"),
        *(Paragraph(words) for words in counting_words(election.facts)[:2]),
        *_checking(election),
    )
    return Document(
        "report",
        f"round-{election.facts.id}-results",
        f"ผลการลงคะแนน {election.facts.title}",
        blocks,
    )


def election_projects(election: Election) -> Document:
    """The funded projects as a list for the local development plan."""
    facts = election.facts
    years = plan_years(facts.fiscal_year or fiscal_year(election.now) + 1)
    rows: list[tuple[str, dict[int, str]]] = []
    for line in election.funded:
        votes = f"\nผู้เลือก {digits(line.votes)} คน" if line.votes is not None else ""
        if facts.fiscal_year and facts.currency == "THB":
            rows.append((f"{line.title}{votes}", {facts.fiscal_year: digits(line.cost)}))
        else:
            words = f"\nวงเงินตามผลการลงคะแนน {amount(line.cost, facts.currency)}"
            rows.append((f"{line.title}{votes}{words}", {}))
    note = (
        f"ที่มา: ผลการลงคะแนนงบประมาณแบบมีส่วนร่วม {facts.title} หน่วยเงิน: {money_unit(facts.currency)} "
        "ช่องที่เว้นว่างให้หน่วยงานรับผิดชอบเป็นผู้ระบุ"
    )
    return Document(
        "sheet",
        f"round-{facts.id}-projects",
        f"บัญชีโครงการตามผลการลงคะแนน {facts.title}",
        project_blocks(election.office, years, rows, note),
        landscape=True,
    )


def _checking(election: Election) -> tuple[Block, ...]:
    return (
        *map(Paragraph, voters_checked(election.doors)),
        Paragraph(verified_words()),
        Code("รหัสตรวจสอบไฟล์บัตรลงคะแนน (SHA-256)", election.facts.digest),
        Code("คำสั่งตรวจผลซ้ำ", f"python3 verify.pyz round-{election.facts.id}.pb"),
        QrCode(election.url, "หน้าผลและไฟล์บัตรลงคะแนน"),
    )
