"""Import of a workshop's sheet through the browser's eyes: looked at first, then all rows or none."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.imports import clear_sheets, import_sheet, send_sheet
from idea4gov.domain.errors import DomainError
from idea4gov.domain.imports import KEPT, SheetGone
from idea4gov.domain.proposal_sheets import read_csv
from idea4gov.store.models import Board, Proposal, SentSheet
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal, add_subdistrict
from tests.officials import acts, add_official, count_rows
from tests.parallel import at_once
from tests.web.conftest import PASSWORD_HASH, Site, both_engines, hidden_fields

pytestmark = both_engines

GOOD = "ข้อเสนอ,รายละเอียด,หมวด,ตำบล\nติดไฟทางเดิน,ทุก 50 เมตร,สุขภาพ,แสนสุข\n=ถังขยะ,,,\n"
BAD = "ข้อเสนอ,หมวด\nดี,\nไฟ,ไม่มีหมวดนี้\n"
COLUMNS = {"title": 0, "body": 1, "category": 2, "place": 3}


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


def titles(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Proposal.title).order_by(Proposal.number)))


def test_sheet_is_looked_at_and_then_imported_whole(moderator: Site, board: int, database: Database) -> None:
    path = send(moderator, board, GOOD.encode())
    page = moderator.get(path).text
    assert "ติดไฟทางเดิน" in page
    assert 'name="import"' in page
    assert titles(database) == []
    columns = {name: str(at) for name, at in COLUMNS.items()}
    answer = moderator.submit(path, {**columns, "import": "1"})
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


def test_one_bad_row_keeps_all_out_and_is_named(moderator: Site, board: int, database: Database) -> None:
    path = send(moderator, board, BAD.encode())
    page = moderator.get(path).text
    assert "ไม่มีหมวดนี้" in page
    assert 'name="import"' not in page
    answer = moderator.submit(path, {"title": "0", "category": "1", "import": "1"})
    assert answer.status_code == 422
    assert titles(database) == []
    # Without the column that is wrong, the rows can be imported.
    assert moderator.submit(path, {"title": "0", "category": "", "import": "1"}).status_code == 303
    assert titles(database) == ["ดี", "ไฟ"]


def test_columns_are_matched_by_hand(moderator: Site, board: int) -> None:
    path = send(moderator, board, "ก,ข\nหนึ่ง,สอง\n".encode())
    looked = moderator.submit(path, {"title": "1", "body": "0"})
    assert looked.status_code == 200
    assert '<option selected value="1">ข</option>' in looked.get_data(as_text=True)
    assert moderator.submit(path, {"title": ""}).status_code == 200
    assert moderator.submit(path, {"title": "99", "import": "1"}).status_code == 422


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
                import_sheet(db, official, sheet_id, COLUMNS, now=NOON)
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
        import_sheet(db, official, sheet_id, COLUMNS, now=NOON)
