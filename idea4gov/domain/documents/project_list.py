"""The project list in the form of the development plan (แบบ ผ. ๐๒), and the poster of a board.

Source of the columns: form of the Department of Local Administration. What the site does not know, such as
objective, target and indicator, is left empty for the office to fill in.
"""

from collections.abc import Sequence

from idea4gov.domain.documents.blocks import Banner, Block, Document, Paragraph, QrCode, Table, TableColumn
from idea4gov.domain.documents.hearing import Hearing, named, supporters_words
from idea4gov.domain.documents.wording import day, digits, plan_years
from idea4gov.domain.thai import fiscal_year, thai_digits

LISTED = 100
# Sizes in points of the title on a poster, by its characters at most: the longest fills one page.
TITLE_SIZES = ((60, 34), (100, 28), (1_000, 23))


def hearing_projects(hearing: Hearing) -> Document:
    """The proposals of a board as a list of projects for the local development plan."""
    years = plan_years(fiscal_year(hearing.now) + 1)
    rows: list[tuple[str, dict[int, str]]] = [
        (f"{named(line)}\nข้อเสนอที่ {digits(line.number)} {supporters_words(line, hearing.totals)}", {})
        for line in hearing.lines[:LISTED]
    ]
    note = (
        f"ที่มา: ผลการรับฟังความคิดเห็นของประชาชน เรื่อง {hearing.title} {hearing.period} "
        "ช่องที่เว้นว่างให้หน่วยงานรับผิดชอบเป็นผู้ระบุ"
    )
    return Document(
        "sheet",
        f"board-{hearing.board_id}-projects",
        f"บัญชีโครงการตามข้อเสนอของประชาชน เรื่อง {hearing.title}",
        project_blocks(hearing.office, years, rows, note),
        landscape=True,
    )


def project_blocks(
    office: str, years: Sequence[int], projects: Sequence[tuple[str, dict[int, str]]], note: str
) -> tuple[Block, ...]:
    """The head and the table of the form.

    years: of the plan. projects: pairs of (text, {fiscal year: budget as text}). note: below the table.
    """
    first, last = (thai_digits(str(year)) for year in (years[0], years[-1]))
    columns = (
        TableColumn("ที่", 0.7, "center"),
        TableColumn("โครงการ", 5),
        TableColumn("วัตถุประสงค์", 2.6),
        TableColumn("เป้าหมาย\n(ผลผลิตของโครงการ)", 2.4),
        *(TableColumn(f"งบประมาณ\n{thai_digits(str(year))}\n(บาท)", 1.5, "right") for year in years),
        TableColumn("ตัวชี้วัด\n(KPI)", 1.8),
        TableColumn("ผลที่คาดว่า\nจะได้รับ", 2.2),
        TableColumn("หน่วยงาน\nรับผิดชอบหลัก", 1.9),
    )
    rows = tuple(
        (digits(place), words, "", "", *(budgets.get(year, "") for year in years), "", "", "")
        for place, (words, budgets) in enumerate(projects, start=1)
    )
    centred = {"indent": False, "align": "center"}
    return (
        Paragraph("แบบ ผ. ๐๒", indent=False, align="right", bold=True),
        Banner("รายละเอียดโครงการพัฒนา", 14),
        Paragraph(f"แผนพัฒนาท้องถิ่น (พ.ศ. {first} - {last})", bold=True, **centred),  # type: ignore[arg-type]
        Paragraph(office, bold=True, **centred),  # type: ignore[arg-type]
        Paragraph(f"ก. ยุทธศาสตร์จังหวัดที่ {'.' * 90}", indent=False),
        Paragraph(f"ข. ยุทธศาสตร์การพัฒนาขององค์กรปกครองส่วนท้องถิ่นในเขตจังหวัดที่ {'.' * 60}", indent=False),
        Paragraph(f"๑. ยุทธศาสตร์ที่ {'.' * 50} ๑.๑ แผนงาน {'.' * 50}", indent=False),
        Table(columns, rows, dotted=True),
        Paragraph(note, indent=False),
    )


def hearing_poster(hearing: Hearing) -> Document:
    """A poster with the question of a board and a QR code of its page."""
    until = f"ร่วมเสนอได้ถึงวันที่ {day(hearing.closes_at)}" if hearing.closes_at else ""
    blocks: list[Block] = [
        Paragraph(hearing.office, indent=False, align="center", bold=True),
        Banner("ขอเชิญประชาชนร่วมเสนอ", 22),
        Banner(hearing.title, next(size for most, size in TITLE_SIZES if len(hearing.title) <= most)),
        QrCode(hearing.url, "สแกนเพื่ออ่าน เสนอ และสนับสนุน", large=True),
        Paragraph("เขียนข้อเสนอ   แสดงความคิดเห็น   สนับสนุนข้อเสนอ", indent=False, align="center"),
        Paragraph("หนึ่งคนหนึ่งเสียงต่อหนึ่งข้อเสนอ ไม่มีค่าใช้จ่าย", indent=False, align="center"),
    ]
    if until:
        blocks.append(Paragraph(until, indent=False, align="center", bold=True))
    return Document(
        "poster",
        f"board-{hearing.board_id}-poster",
        f"ใบประชาสัมพันธ์ เรื่อง {hearing.title}",
        tuple(blocks),
        emblem=hearing.letterhead.emblem,
    )
