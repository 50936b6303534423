"""Official documents say in correct Thai what the database says; the PDF's text can be copied out again."""

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import pypdfium2
import pytest

from idea4gov.actions.answers import answer_proposal
from idea4gov.actions.documents import (
    DOCUMENTS,
    build_document,
)
from idea4gov.actions.results import close_board
from idea4gov.actions.rounds.announcing import announce_result
from idea4gov.actions.rounds.draw import enter_draw
from idea4gov.actions.rounds.objections import answer_objection, object_to_round
from idea4gov.actions.rounds.paper_ballots import enter_paper_ballot, mark_voter
from idea4gov.domain.documents.blocks import Document, Paragraph, Table, TableColumn
from idea4gov.domain.documents.election_report import shown_counts
from idea4gov.domain.documents.letterheads import LetterheadLines
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Grant, Viewer
from idea4gov.domain.rounds.draw import Draw
from idea4gov.outside.document_files import render_document
from idea4gov.store.letterheads import save_letterhead
from idea4gov.store.rounds.objections import list_objections
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.hosted import add_hosted_round
from tests.officials import add_comment, add_official, support
from tests.rounds import import_text
from tests.tables import close_table
from tests.voters import add_voters, cast, code

SITE = "https://pb.example.go.th"
ANSWER = "เห็นด้วย **ในหลักการ** จะดำเนินการภายใน 45 วัน\n\n- สำรวจพื้นที่\n- ตั้งงบประมาณ"
# In points, as PDF counts.
A4_WIDTH, RIGHT_MARGIN = 595.3, 55
TITLES = ("น้ำท่วมซ้ำซาก ที่ปั๊มน้ำ", "ไฟทางเดินริมหาด กว่า ๒ กม.", "=ห้องน้ำสะอาด <b>&\"'")


def squeezed(text: str) -> str:
    """Thai and all other signs in one way to write them, without the places where lines end."""
    return re.sub(r"\s|\u200b|\ufffe", "", unicodedata.normalize("NFKC", text))


def text_of(pdf: bytes) -> str:
    """The text that one would copy out of a PDF, page by page, without what stands on its margins."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(squeezed(page.get_textpage().get_text_bounded()) for page in document)
    finally:
        document.close()


def title_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document.get_metadata_dict()["Title"])
    finally:
        document.close()


@pytest.fixture
def board(database: Database) -> int:
    """A closed board of Saen Suk with three proposals, one of them answered."""
    with database.transaction() as db:
        official = add_official(db)
        board = add_board(db, local_government_code="2094")
        people = [viewer_of(db, add_account(db)).person_id for _ in range(3)]
        proposals = [add_proposal(db, board, title=title) for title in TITLES]
        support(db, proposals[0], *people)
        support(db, proposals[1], *people[:2])
        add_comment(db, proposals[0])
        answer_proposal(db, official, proposals[0], body=ANSWER, revision=0, now=NOON)
        close_board(db, official, board, now=NOON)
    return board


SAEN_SUK = Viewer(
    1, 1, "สมหญิง รักถิ่น", "th", "20", (Grant("moderator", "20", "2094"),), on_confirmed_device=True
)


def paper(database: Database, board: int, name: str) -> Document:
    with database.snapshot() as db:
        return build_document(db, SAEN_SUK, "board", board, name, site_url=SITE, now=NOON)


def test_documents_are_for_officials_of_the_place(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        board, round_id = add_board(db, local_government_code="2094"), import_text(db).round_id
    elsewhere = replace(SAEN_SUK, grants=(Grant("moderator", "14", "1405"),))
    with sqlite_database.snapshot() as db:
        for viewer in (elsewhere, replace(SAEN_SUK, grants=())):
            with pytest.raises(NotFound):
                build_document(db, viewer, "board", board, "memo", site_url=SITE, now=NOON)
            with pytest.raises(NotFound):
                build_document(db, viewer, "round", round_id, "memo", site_url=SITE, now=NOON)


@pytest.mark.parametrize("name", DOCUMENTS["board"])
def test_every_thai_letter_can_be_copied_out_of_the_pdf(sqlite_database: Database, name: str) -> None:
    with sqlite_database.transaction() as db:
        board = add_board(db, title=TITLES[0], local_government_code="2094")
        for title in TITLES:
            add_proposal(db, board, title=title)
    document = paper(sqlite_database, board, name)
    copied = text_of(render_document(document, "pdf"))
    for block in document.blocks:
        for words in re.split(r"\n|\.{5,}", getattr(block, "text", "")):
            assert squeezed(words) in copied, words


def test_memo_has_the_form_of_official_correspondence(database: Database, board: int) -> None:
    pdf = render_document(paper(database, board, "memo"), "pdf")
    copied = text_of(pdf)
    order = ["บันทึกข้อความ", "ส่วนราชการ", "ที่", "วันที่", "เรื่อง", "เรียน", "ด้วย", "บัดนี้", "จึงเรียนมาเพื่อ", "ลงชื่อ"]
    places = [copied.index(squeezed(words)) for words in order if words != "ที่"]
    assert places == sorted(places)
    assert squeezed("๒๓ พฤศจิกายน ๒๕๖๙") in copied
    assert squeezed("นายกเทศมนตรีเมืองแสนสุข") in copied
    people = "ผู้เสนอ ๓ คน ผู้แสดงความคิดเห็น ๑ คน และผู้สนับสนุนข้อเสนอ ๓ คน"
    assert squeezed(f"ผู้มีส่วนร่วมทั้งสิ้น ๗ คน ประกอบด้วย {people}") in copied
    assert squeezed(f"๓.๑ {TITLES[0]} ผู้สนับสนุน ๓ คน (ร้อยละ ๑๐๐.๐)") in copied
    assert squeezed("หน้า ๑ จาก ๑") in copied
    assert title_of(pdf).startswith("บันทึกข้อความ รายงานผล")


def test_report_has_the_answer_and_the_digest(database: Database, board: int) -> None:
    document = paper(database, board, "report")
    copied = text_of(render_document(document, "pdf"))
    for words in ("เห็นด้วยในหลักการ", "- สำรวจพื้นที่", "รหัสตรวจสอบผล", "หน่วยงานได้ตอบข้อเสนอแล้ว ๑ ข้อ"):
        assert squeezed(words) in copied
    assert "**" not in copied


def test_word_file_carries_the_same_words_in_the_official_font(database: Database, board: int) -> None:
    document = paper(database, board, "memo")
    file = docx.Document(BytesIO(render_document(document, "docx")))
    words = [paragraph.text for paragraph in file.paragraphs]
    for block in document.blocks:
        assert any(getattr(block, "text", "") in line for line in words)
    runs = [run for paragraph in file.paragraphs for run in paragraph.runs if run.text]
    assert {font for run in runs for font in run._element.xpath("./w:rPr/w:rFonts/@w:cs")} == {
        "TH Sarabun New"
    }
    assert file.core_properties.title == document.title
    assert (file.core_properties.comments, file.core_properties.created) == ("", None)


def test_letterhead_is_printed_and_what_is_missing_stays_blank(database: Database, board: int) -> None:
    with database.transaction() as db:
        lines = LetterheadLines(office="กองยุทธศาสตร์และงบประมาณ", addressee="ปลัดเทศบาล")
        official = add_official(db)
        save_letterhead(db, "2094", lines, emblem=None, changed_by_id=official.account_id, now=NOON)
    memo = paper(database, board, "memo")
    assert memo.memo is not None
    assert (memo.memo.office, memo.memo.number, memo.memo.addressee) == (
        "กองยุทธศาสตร์และงบประมาณ",
        "",
        "ปลัดเทศบาล",
    )


def test_project_list_invents_no_budget_and_no_indicator(database: Database, board: int) -> None:
    table = next(one for one in paper(database, board, "projects").blocks if type(one).__name__ == "Table")
    assert [column.title.replace("\n", " ") for column in table.columns][4:9] == [  # type: ignore[union-attr]
        f"งบประมาณ {year} (บาท)" for year in ("๒๕๗๑", "๒๕๗๒", "๒๕๗๓", "๒๕๗๔", "๒๕๗๕")
    ]
    assert all(set(row[2:]) == {""} for row in table.rows)  # type: ignore[union-attr]


def test_words_without_a_space_stay_in_their_column() -> None:
    words = ("W" * 120, "ก" * 120, "๑" * 120, "https://example.go.th/" + "a" * 95)
    halves = Table((TableColumn("ก", 1), TableColumn("ข", 1)), tuple(("", word) for word in words))
    pdf = render_document(Document("report", "x", "x", (*map(Paragraph, words), halves)), "pdf")
    assert all(text_of(pdf).count(squeezed(word)) == 2 for word in words)
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage() for page in document]
        rights = [page.get_charbox(at)[2] for page in pages for at in range(page.count_chars())]
    assert max(rights) <= A4_WIDTH - RIGHT_MARGIN


@pytest.mark.parametrize("name", DOCUMENTS["round"])
def test_papers_of_a_round_are_laid_out(sqlite_database: Database, name: str) -> None:
    with sqlite_database.transaction() as db:
        round_id = import_text(db).round_id
    with sqlite_database.snapshot() as db:
        document = build_document(db, SAEN_SUK, "round", round_id, name, site_url=SITE, now=NOON)
    copied = text_of(render_document(document, "pdf"))
    assert squeezed("แสนสุข") in copied
    assert render_document(document, "docx").startswith(b"PK")
    if name == "announcement":
        assert squeezed(f"python3 verify.pyz round-{round_id}.pb") in copied
        assert squeezed("นายกเทศมนตรีเมืองแสนสุข") in copied


@pytest.fixture
def hosted_round(database: Database) -> int:
    """A provisional round with seven voters, two of them on paper, a public draw and an answered contest."""
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        first, second = add_official(db), add_official(db)
    for number, voter in enumerate(add_voters(database, 5), 1):
        cast(database, voter, round_.id, {round_.projects[0]: 1}, receipt=code(number))
    with database.transaction() as db:
        for serial in (1, 2):
            mark_voter(db, first, round_.id, email=None, form_key=f"key{serial}", now=NOON)
            for official in (first, second):
                enter_paper_ballot(db, official, round_.id, serial, marks={round_.projects[2]: 1}, now=NOON)
    close_table(database, first, second, round_.id)
    later = NOON + timedelta(days=10)
    draw = Draw("4 1 7 0 9", "หอประชุมเทศบาล ๕ ธันวาคม ๒๕๖๙", "ประธานชุมชนหน้าหาด")
    with database.transaction() as db:
        enter_draw(db, first, round_.id, draw, page_url=SITE, now=later)
    with database.transaction() as db:
        announce_result(db, first, round_.id, page_url=SITE, now=later)
        voter = viewer_of(db, add_account(db))
        object_to_round(db, voter, round_.id, body="นับบัตรผิด", project_id=None, page_url=SITE, now=later)
        [contest] = list_objections(db, round_.id)
        answer_objection(db, first, round_.id, contest.id, answer="นับซ้ำแล้วตรงกัน", page_url=SITE, now=later)
    return round_.id


@pytest.mark.slow
def test_report_of_a_round_tells_its_course_and_no_small_number_of_voters(
    database: Database, hosted_round: int
) -> None:
    with database.snapshot() as db:
        document = build_document(db, SAEN_SUK, "round", hosted_round, "report", site_url=SITE, now=NOON)
    copied = text_of(render_document(document, "pdf"))
    for block in document.blocks:
        for words in getattr(block, "text", "").split("\n"):
            assert squeezed(words) in copied, words
    for words in (
        "มีบัตรลงคะแนนที่นับได้ทั้งสิ้น ๗ ใบ",
        "ผู้ลงคะแนนผ่านระบบอินเทอร์เน็ต ไม่เปิดเผย",
        "ผู้ลงคะแนนด้วยบัตรกระดาษ ไม่เปิดเผย",
        "ได้ 4 1 7 0 9 (หอประชุมเทศบาล ๕ ธันวาคม ๒๕๖๙) พยาน ประธานชุมชนหน้าหาด",
        "คำตอบ: นับซ้ำแล้วตรงกัน",
        "ไฟส่องทางริมหาด (ได้รับงบประมาณ)",
        "ผู้มีสิทธิหนึ่งคนลงคะแนนได้หนึ่งครั้ง กล่องจดหมายอีเมลหนึ่งกล่องลงคะแนนได้หนึ่งครั้ง",
        "จุดลงทะเบียน: เจ้าหน้าที่ตรวจบัตรประจำตัวประชาชน",
        "ยืนยันด้วยอีเมลเท่านั้น ไม่ได้ตรวจตัวบุคคล ที่อยู่และปีเกิดเป็นการแจ้งเอง",
    ):
        assert squeezed(words) in copied, words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((326, 18), ["๓๒๖ คน", "๑๘ คน"]),
        ((326, 4), ["ไม่เปิดเผย", "ไม่เปิดเผย"]),
        ((326, 0), ["๓๒๖ คน", "๐ คน"]),
        ((4, 4, 9), ["ไม่เปิดเผย", "ไม่เปิดเผย", "๙ คน"]),
    ],
)
def test_numbers_below_five_are_not_told_nor_what_gives_them_away(
    counts: tuple[int, ...], words: list[str]
) -> None:
    assert shown_counts(counts) == words
