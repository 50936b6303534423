"""Import of a workshop's sheet through the browser's eyes: looked at first, then the good rows."""

from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.imports import clear_sheets, import_sheet, send_sheet
from idea4gov.domain.errors import DomainError
from idea4gov.domain.import_refusals import SheetGone
from idea4gov.domain.imports import KEPT, Choice
from idea4gov.domain.sheet_texts import read_csv
from idea4gov.store.models import Board, Proposal, SentSheet, SheetImport
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal, add_subdistrict
from tests.officials import acts, add_official, count_rows
from tests.parallel import at_once
from tests.web.conftest import PASSWORD_HASH, Site, both_engines, hidden_fields

pytestmark = both_engines

GOOD = "ข้อเสนอ,รายละเอียด,หมวด,ตำบล\nติดไฟทางเดิน,ทุก 50 เมตร,สุขภาพ,แสนสุข\n=ถังขยะ,,,\n"
BAD = "ข้อเสนอ,หมวด\nดี,\nไฟ,ไม่มีหมวดนี้\n"
CHOICE = Choice(1, {"title": 0, "body": 1, "category": 2, "place": 3})


@pytest.fixture
def board(database: Database) -> int:
    with database.transaction() as db:
        add_subdistrict(db)
        return add_board(db, local_government_code="2094")


@pytest.fixture
def moderator(app: Flask, database: Database) -> Site:
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


def send(visitor: Site, board: int, data: bytes) -> str:
    """Send a sheet; returns where its page is, or "" when it was refused."""
    path = f"/desk/boards/{board}/import"
    fields = hidden_fields(visitor.get(path).text, path)
    answer = visitor.client.post(
        path, data={**fields, "sheet": (BytesIO(data), "เวที.csv")}, content_type="multipart/form-data"
    )
    return answer.headers.get("Location", "")


def columns(**chosen: int) -> dict[str, str]:
    """The fields of the form that chooses columns below a heading in line 1."""
    return {"heading": "1", **{name: str(at) for name, at in chosen.items()}}


def titles(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Proposal.title).order_by(Proposal.number)))


def test_sheet_is_looked_at_and_then_imported_whole(moderator: Site, board: int, database: Database) -> None:
    path = send(moderator, board, GOOD.encode())
    page = moderator.get(path).text
    assert "ติดไฟทางเดิน" in page
    assert 'name="import"' in page
    assert titles(database) == []
    answer = moderator.submit(path, {**columns(title=0, body=1, category=2, place=3), "import": "1"})
    assert answer.status_code == 303
    assert titles(database) == ["ติดไฟทางเดิน", "=ถังขยะ"]
    with database.reading() as db:
        first, second = db.scalars(select(Proposal).order_by(Proposal.number))
        assert (first.body, first.category, first.subdistrict_code) == ("ทุก 50 เมตร", "health", "200104")
        assert (second.body, second.category) == ("=ถังขยะ", "other")
        assert db.get_one(Board, board).proposal_count == 2
    assert acts(database) == ["import_proposals"]
    assert count_rows(database, SentSheet) == 0
    moderator.get(path, status=404)


def test_good_rows_are_imported_and_bad_ones_wait_on(moderator: Site, board: int, database: Database) -> None:
    path = send(moderator, board, BAD.encode())
    page = moderator.get(path).text
    assert "ไม่มีหมวดนี้" in page
    answer = moderator.submit(path, {**columns(title=0, category=1), "import": "1"})
    assert titles(database) == ["ดี"]
    rest = moderator.get(answer.headers["Location"]).text
    assert "ไม่มีหมวดนี้" in rest
    assert 'name="import"' not in rest
    # Without the column that is wrong, the others can be imported.
    again = {**columns(title=0), "import": "1"}
    assert moderator.submit(answer.headers["Location"], again).status_code == 303
    assert titles(database) == ["ดี", "ไฟ"]


def test_sheet_without_a_good_row_is_refused_and_waits(
    moderator: Site, board: int, database: Database
) -> None:
    path = send(moderator, board, "ข้อเสนอ\n12\n".encode())
    answer = moderator.submit(path, {**columns(title=0), "import": "1"})
    assert answer.status_code == 422
    assert titles(database) == []
    moderator.get(path)


def test_rows_to_mend_come_back_with_their_reasons_and_go_in_again(
    moderator: Site, board: int, database: Database
) -> None:
    bad = "ข้อเสนอ,หมวด\nดี,\n=1+1,ไม่มีหมวดนี้\n'-2,ไม่มี\n12,\n"
    path = send(moderator, board, bad.encode())
    fields = hidden_fields(moderator.get(path).text, path)
    answer = moderator.client.post(f"{path}/mend.xlsx", data={**fields, **columns(title=0, category=1)})
    book = openpyxl.load_workbook(BytesIO(answer.data))
    rows = [[cell.value for cell in row] for row in book.active]
    assert [row[:2] for row in rows] == [
        ["ข้อเสนอ", "หมวด"],
        ["=1+1", "ไม่มีหมวดนี้"],
        ["'-2", "ไม่มี"],
        ["12", None],
    ]
    assert all(cell.data_type in "sn" for row in book.active for cell in row)
    assert "ไม่มีหมวดนี้" in rows[1][2]
    book.active["B2"], book.active["B3"], book.active["A4"] = None, "สุขภาพ", "ซ่อมไฟ"
    mended = BytesIO()
    book.save(mended)
    again = send(moderator, board, mended.getvalue())
    assert moderator.submit(again, {**columns(title=0, category=1), "import": "1"}).status_code == 303
    assert titles(database) == ["=1+1", "'-2", "ซ่อมไฟ"]


def test_columns_are_matched_by_hand(moderator: Site, board: int) -> None:
    path = send(moderator, board, "เวที\nก,ข\nหนึ่ง,สอง\n".encode())
    page = moderator.get(path).text
    assert 'name="title"' not in page
    looked = moderator.get(f"{path}?heading=2").text
    assert '<option selected value="0">A: ก</option>' in looked
    heading = f"{path}?heading=2"
    answer = moderator.submit(heading, {"title": "1", "body": "0"}, action=path)
    assert answer.status_code == 200
    assert '<option selected value="1">B: ข</option>' in answer.get_data(as_text=True)
    for wrong in ({"title": ""}, {"title": "99"}, {"title": "1", "heading": "7"}):
        refused = moderator.submit(heading, {**wrong, "import": "1"}, action=path)
        assert refused.status_code == 422


def test_visible_sheets_are_offered_and_hidden_things_named(
    moderator: Site, board: int, database: Database
) -> None:
    book = openpyxl.Workbook()
    for name, title in (("หนึ่ง", "ซ่อมไฟ"), ("ลับ", "ความลับ"), ("สอง", "ขุดท่อ")):
        page = book.create_sheet(name)
        page.append(("ข้อเสนอ", "โทร"))
        page.append((title, "081"))
        page.sheet_state = "hidden" if name == "ลับ" else "visible"
        page.column_dimensions["B"].hidden = True
    del book["Sheet"]
    file = BytesIO()
    book.save(file)
    path = send(moderator, board, file.getvalue())
    first = moderator.get(path).text
    assert ("ซ่อมไฟ" in first, "ขุดท่อ" in first, "ลับ" in first, "081" in first) == (True, False, False, False)
    assert '<option value="สอง">สอง</option>' in first
    second = moderator.get(f"{path}?sheet=สอง&heading=2&heading_of=หนึ่ง").text
    assert "ขุดท่อ" in second
    sent = {"sheet": "สอง", "heading": "1", "title": "0", "import": "1"}
    assert moderator.submit(f"{path}?sheet=สอง", sent, action=path).status_code == 303
    assert titles(database) == ["ขุดท่อ"]


def test_two_sheets_one_after_the_other_give_the_proposals_of_both(
    moderator: Site, board: int, database: Database
) -> None:
    for title in ("ติดไฟหน้าโรงเรียนหนึ่ง", "ขุดลอกท่อหน้าตลาดสอง"):
        path = send(moderator, board, f"ข้อเสนอ\n{title}\n".encode())
        assert moderator.submit(path, {**columns(title=0), "import": "1"}).status_code == 303
    assert titles(database) == ["ติดไฟหน้าโรงเรียนหนึ่ง", "ขุดลอกท่อหน้าตลาดสอง"]
    assert count_rows(database, SheetImport) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"a\n"])
def test_what_is_no_sheet_is_refused_with_a_sentence(moderator: Site, board: int, data: bytes) -> None:
    assert send(moderator, board, data) == ""


def test_boards_that_are_closed_or_elsewhere_take_no_sheet(moderator: Site, database: Database) -> None:
    with database.transaction() as db:
        closed = add_board(db, local_government_code="2094", state="closed")
        elsewhere = add_board(db, local_government_code="2072")
    moderator.get(f"/desk/boards/{closed}/import", status=409)
    moderator.get(f"/desk/boards/{elsewhere}/import", status=404)


def test_of_two_imports_at_once_one_is_done(database: Database, board: int) -> None:
    with database.transaction() as db:
        official = add_official(db)
        add_proposal(db, board, title="มีอยู่")
        sheet_id = send_sheet(db, official, board, read_csv(GOOD.encode()), file_name="a.csv", now=NOON)

    def run() -> str:
        try:
            with database.transaction() as db:
                import_sheet(db, official, sheet_id, None, CHOICE, page_url="", now=NOON)
        except DomainError as error:
            return error.code
        return "done"

    told = at_once([run] * 4)
    assert told.count("done") == 1
    assert titles(database) == ["มีอยู่", "ติดไฟทางเดิน", "=ถังขยะ"]


def test_sheet_that_nobody_imports_is_forgotten_after_a_day(database: Database, board: int) -> None:
    with database.transaction() as db:
        official = add_official(db)
        sheet_id = send_sheet(db, official, board, read_csv(GOOD.encode()), file_name="a.csv", now=NOON)
    clear_sheets(database, now=NOON + KEPT)
    assert count_rows(database, SentSheet) == 1
    clear_sheets(database, now=NOON + KEPT * 2)
    with database.transaction() as db, pytest.raises(SheetGone):
        import_sheet(db, official, sheet_id, None, CHOICE, page_url="", now=NOON)
