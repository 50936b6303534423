"""The memo on a board (บันทึกข้อความ): what people want most, for the head of the authority.

Source of its form and order (heading, cause, purpose, closing): regulation of the Office of the Prime
Minister on correspondence B.E. 2526, as amended.
"""

from idea4gov.domain.documents.blocks import Block, Document, Item, MemoHead, Paragraph, Signature
from idea4gov.domain.documents.hearing import SYSTEM, Hearing, supporters_words
from idea4gov.domain.documents.wording import day, digits
from idea4gov.domain.thai import thai_digits

TOP = 5


def hearing_memo(hearing: Hearing) -> Document:
    """The memo, one or two pages long."""
    letterhead = hearing.letterhead
    subject = f"รายงานผลการรับฟังความคิดเห็นของประชาชน เรื่อง {hearing.title}"
    head = MemoHead(
        office=letterhead.office or hearing.office,
        number=letterhead.number_prefix,
        date=day(hearing.now),
        subject=subject,
        addressee=hearing.addressee,
    )
    blocks: list[Block] = [Paragraph(_cause(hearing)), Paragraph(_purpose(hearing)), *_facts(hearing)]
    blocks += [Paragraph(_attached()), Paragraph(_closing(hearing))]
    blocks += [Signature(letterhead.signer_name, letterhead.signer_position)]
    return Document(
        "memo",
        f"board-{hearing.board_id}-memo",
        f"บันทึกข้อความ {subject}",
        tuple(blocks),
        memo=head,
        emblem=letterhead.emblem,
    )


def _cause(hearing: Hearing) -> str:
    purpose = "เพื่อให้ประชาชนมีส่วนร่วมในการกำหนดแนวทางพัฒนาและแก้ไขปัญหาในพื้นที่"
    if hearing.is_official:
        return (
            f"ด้วย{hearing.office}ได้เปิดรับฟังความคิดเห็นและข้อเสนอของประชาชนผ่าน{SYSTEM} "
            f"เรื่อง “{hearing.title}” {hearing.period} {purpose} นั้น"
        )
    taken = f" และ{hearing.office}ได้รับเรื่องไว้ดำเนินการ" if hearing.is_adopted else ""
    return (
        f"ด้วยประชาชนได้เปิดกระดานรับฟังความคิดเห็นและข้อเสนอในพื้นที่{hearing.office}ผ่าน{SYSTEM} "
        f"เรื่อง “{hearing.title}” {hearing.period}{taken} {purpose} นั้น"
    )


def _purpose(hearing: Hearing) -> str:
    if hearing.closed_at is None:
        return "ขอรายงานผลการรับฟังความคิดเห็น ณ วันที่จัดทำบันทึกนี้ ดังนี้"
    return "บัดนี้ การรับฟังความคิดเห็นดังกล่าวสิ้นสุดลงแล้ว ขอรายงานผลการดำเนินการ ดังนี้"


def _facts(hearing: Hearing) -> list[Block]:
    people, totals = hearing.participation, hearing.totals
    blocks: list[Block] = [
        Item(
            "๑.",
            f"ผู้มีส่วนร่วมทั้งสิ้น {digits(people.everybody)} คน ประกอบด้วย ผู้เสนอ {digits(people.proposers)} คน "
            f"ผู้แสดงความคิดเห็น {digits(people.commenters)} คน และผู้สนับสนุนข้อเสนอ {digits(totals.supporters)} คน "
            "ทั้งนี้ บุคคลหนึ่งอาจมีส่วนร่วมมากกว่าหนึ่งลักษณะ",
        ),
        Item(
            "๒.",
            f"ข้อเสนอที่เผยแพร่ {digits(totals.proposals)} ข้อ ได้รับเสียงสนับสนุนรวม {digits(totals.supports)} เสียง "
            f"หน่วยงานได้ตอบชี้แจงแล้ว {digits(hearing.answered)} ข้อ",
        ),
    ]
    if not hearing.lines:
        return blocks
    shown = hearing.lines[:TOP]
    blocks.append(Item("๓.", f"ข้อเสนอที่ประชาชนสนับสนุนมากที่สุด {digits(len(shown))} ลำดับแรก ได้แก่"))
    blocks += [
        Item(f"๓.{thai_digits(str(place))}", f"{line.title} {supporters_words(line, totals)}", depth=2)
        for place, line in enumerate(shown, start=1)
    ]
    return blocks


def _attached() -> str:
    return (
        "พร้อมนี้ ได้แนบรายงานผลการรับฟังความคิดเห็น บัญชีโครงการตามข้อเสนอของประชาชน (แบบ ผ. ๐๒) "
        "และตารางลำดับความสำคัญ เพื่อประกอบการพิจารณาด้วยแล้ว"
    )


def _closing(hearing: Hearing) -> str:
    plan = (
        "แผนพัฒนาท้องถิ่นและงบประมาณรายจ่ายประจำปี" if hearing.local_government else "แผนพัฒนาจังหวัดและคำของบประมาณ"
    )
    return (
        f"จึงเรียนมาเพื่อโปรดทราบ และโปรดพิจารณามอบหมายหน่วยงานที่เกี่ยวข้องนำข้อเสนอของประชาชนไปประกอบการจัดทำ{plan}ต่อไป"
    )
