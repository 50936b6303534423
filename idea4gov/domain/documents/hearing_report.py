"""The report on a board (รายงานผลการรับฟังความคิดเห็น): people, method, priorities and answers."""

from collections.abc import Iterator

from idea4gov.domain.documents.blocks import (
    Banner,
    Block,
    Code,
    Document,
    Heading,
    Item,
    Paragraph,
    QrCode,
    Signature,
)
from idea4gov.domain.documents.hearing import (
    LINES_PRINTED,
    SYSTEM,
    Hearing,
    category_bars,
    category_table,
    priorities_table,
    support_bars,
)
from idea4gov.domain.documents.wording import day, digits
from idea4gov.domain.thai import fiscal_year, thai_digits

CHARTED = 10


def hearing_report(hearing: Hearing) -> Document:
    """The whole report, with charts, answers and the list of all proposals."""
    parts = (_opening, _method, _participants, _categories, _priorities, _answers, _counting, _signing)
    blocks = tuple(block for part in parts for block in part(hearing))
    return Document(
        "report",
        f"board-{hearing.board_id}-report",
        f"รายงานผลการรับฟังความคิดเห็น เรื่อง {hearing.title}",
        blocks,
        emblem=hearing.letterhead.emblem,
    )


def priorities_document(hearing: Hearing) -> Document:
    """The priorities for printing: the table, and how it was counted."""
    blocks: tuple[Block, ...] = (
        Banner("ลำดับความสำคัญ", 16),
        Paragraph(f"เรื่อง {hearing.title}", indent=False, align="center", bold=True),
        Paragraph(hearing.place, indent=False, align="center"),
        Paragraph(hearing.period, indent=False, align="center"),
        *_all_lines(hearing),
        *_counting(hearing, number="วิธีนับคะแนน"),
    )
    return Document(
        "report",
        f"board-{hearing.board_id}-priorities",
        f"ลำดับความสำคัญ เรื่อง {hearing.title}",
        blocks,
    )


def _opening(hearing: Hearing) -> Iterator[Block]:
    yield Banner("รายงานผลการรับฟังความคิดเห็นของประชาชน", 18)
    yield Paragraph(f"เรื่อง {hearing.title}", indent=False, align="center", bold=True)
    yield Paragraph(hearing.place, indent=False, align="center")
    year = thai_digits(str(fiscal_year(hearing.now)))
    yield Paragraph(f"ปีงบประมาณ พ.ศ. {year}", indent=False, align="center")
    yield Heading("๑. ความเป็นมา")
    opener = hearing.office if hearing.is_official else "ประชาชน"
    taken = f" และ{hearing.office}ได้รับเรื่องไว้ดำเนินการ" if hearing.is_adopted else ""
    yield Paragraph(
        f"{opener}ได้เปิดกระดานรับฟังความคิดเห็นผ่าน{SYSTEM}{taken} โดยมีประเด็นที่ขอรับฟังความคิดเห็นจากประชาชน ดังนี้"
    )
    for paragraph in filter(None, (line.strip() for line in hearing.question.split("\n"))):
        yield Paragraph(paragraph)


def _method(hearing: Hearing) -> Iterator[Block]:
    yield Heading("๒. กลุ่มเป้าหมายและวิธีการรับฟัง")
    yield Item(
        "๒.๑",
        f"กลุ่มเป้าหมาย ได้แก่ ประชาชนและผู้มีส่วนได้เสียในพื้นที่{hearing.place} "
        "ทุกคนอ่านข้อมูลได้โดยไม่ต้องสมัครสมาชิก ผู้ที่สมัครสมาชิกแล้วเขียนข้อเสนอ แสดงความคิดเห็น และสนับสนุนข้อเสนอของผู้อื่นได้",
    )
    yield Item("๒.๒", f"วิธีการรับฟัง ผ่านระบบอินเทอร์เน็ต ({SYSTEM})")
    yield Item("๒.๓", f"ระยะเวลา {hearing.period}")


def _participants(hearing: Hearing) -> Iterator[Block]:
    people, totals = hearing.participation, hearing.totals
    yield Heading("๓. ผู้มีส่วนร่วม")
    yield Paragraph(
        f"มีผู้มีส่วนร่วมทั้งสิ้น {digits(people.everybody)} คน โดยนับแต่ละคนเพียงครั้งเดียว จำแนกตามลักษณะการมีส่วนร่วมได้ดังนี้ "
        "ทั้งนี้ บุคคลหนึ่งอาจมีส่วนร่วมมากกว่าหนึ่งลักษณะ"
    )
    yield Item("๓.๑", f"ผู้เสนอ {digits(people.proposers)} คน รวมข้อเสนอที่เผยแพร่ {digits(totals.proposals)} ข้อ")
    yield Item(
        "๓.๒", f"ผู้แสดงความคิดเห็น {digits(people.commenters)} คน รวม {digits(people.comments)} ความคิดเห็น"
    )
    yield Item("๓.๓", f"ผู้สนับสนุนข้อเสนอ {digits(totals.supporters)} คน รวม {digits(totals.supports)} เสียง")


def _categories(hearing: Hearing) -> Iterator[Block]:
    yield Heading("๔. ข้อเสนอจำแนกตามหมวด")
    if not hearing.categories:
        yield Paragraph("ไม่มีข้อเสนอที่เผยแพร่")
        return
    yield category_table(hearing)
    yield category_bars(hearing)


def _priorities(hearing: Hearing) -> Iterator[Block]:
    yield Heading("๕. ลำดับความสำคัญ")
    if not hearing.lines:
        yield Paragraph("ไม่มีข้อเสนอที่เผยแพร่")
        return
    yield support_bars(hearing, CHARTED)
    yield from _all_lines(hearing)


def _all_lines(hearing: Hearing) -> Iterator[Block]:
    yield priorities_table(hearing, LINES_PRINTED)
    if hearing.totals.proposals > len(hearing.lines):
        yield Paragraph(
            f"ตารางนี้แสดง {digits(len(hearing.lines))} ลำดับแรกจากทั้งหมด {digits(hearing.totals.proposals)} ข้อ "
            "รายการทั้งหมดอยู่ในไฟล์ตารางคำนวณของกระดานนี้"
        )


def _answers(hearing: Hearing) -> Iterator[Block]:
    yield Heading("๖. คำตอบจากหน่วยงาน")
    if not hearing.answers:
        yield Paragraph("หน่วยงานยังไม่ได้ตอบข้อเสนอ")
        return
    yield Paragraph(
        f"หน่วยงานได้ตอบข้อเสนอแล้ว {digits(hearing.answered)} ข้อ "
        f"จากข้อเสนอที่เผยแพร่ {digits(hearing.totals.proposals)} ข้อ"
    )
    for place, answer in enumerate(hearing.answers, start=1):
        yield Heading(f"๖.{thai_digits(str(place))} {answer.title}", 2)
        yield from (Paragraph(text) for text in answer.paragraphs)
        yield Paragraph(f"(ตอบเมื่อวันที่ {day(answer.answered_at)})", indent=False, align="right")
    if hearing.answered > len(hearing.answers):
        yield Paragraph(f"คำตอบข้ออื่นอ่านได้ในหน้ากระดาน {hearing.url}")


def _counting(hearing: Hearing, *, number: str = "๗. วิธีนับและการตรวจสอบ") -> Iterator[Block]:
    yield Heading(number)
    yield Paragraph(
        "ผู้สนับสนุนหนึ่งคนสนับสนุนข้อเสนอหนึ่งได้ไม่เกินหนึ่งครั้ง และสนับสนุนได้หลายข้อเสนอ นับเฉพาะข้อเสนอที่เผยแพร่อยู่ "
        "เรียงตามจำนวนผู้สนับสนุนจากมากไปน้อย ข้อเสนอที่ได้เท่ากันมีอันดับเดียวกัน "
        "ร้อยละคิดจากผู้ที่สนับสนุนข้อเสนอใดข้อเสนอหนึ่งในกระดานนี้ "
        "เมื่อรวมทุกข้อเสนอจึงอาจเกินร้อยละ ๑๐๐"
    )
    if hearing.totals.digest:
        yield Paragraph(
            "ผลนี้นับและปิดผนึกเมื่อปิดกระดาน การแก้ไขภายหลังไม่เปลี่ยนผล "
            "ทุกคนคำนวณรหัสตรวจสอบผลซ้ำได้จากไฟล์ JSON ในหน้าผลของกระดาน"
        )
        yield Code("รหัสตรวจสอบผล (SHA-256)", hearing.totals.digest)
    else:
        yield Paragraph("กระดานยังไม่ปิด ผลนี้เป็นผล ณ เวลาที่จัดทำเอกสาร และอาจเปลี่ยนแปลงได้")
    yield QrCode(f"{hearing.url}/results", "ผลของกระดานและไฟล์ข้อมูล")


def _signing(hearing: Hearing) -> Iterator[Block]:
    yield Signature(hearing.letterhead.signer_name, hearing.letterhead.signer_position, "ผู้จัดทำรายงาน")
