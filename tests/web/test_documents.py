"""The page of documents, the letterhead with its emblem, and who may take or set them."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from idea4gov.store.letterheads import find_letterhead
from idea4gov.store.session import Database
from tests.actions.test_documents import squeezed, text_of
from tests.factories import add_board, add_proposal
from tests.hosted import add_hosted_round
from tests.officials import acts, add_official
from tests.rounds import import_text
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields

LETTERHEAD = "/desk/letterheads/2094"


@pytest.fixture
def board(database: Database) -> int:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        add_proposal(db, board)
    return board


@pytest.fixture
def moderator(app: Flask, database: Database) -> Site:
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


def picture(kind: str = "PNG") -> BytesIO:
    file = BytesIO()
    Image.new("RGBA", (900, 900), (200, 0, 0, 128)).save(file, kind)
    file.seek(0)
    return file


@pytest.mark.slow
def test_moderator_takes_every_paper_from_one_page(moderator: Site, board: int) -> None:
    page = moderator.get(f"/desk/boards/{board}/documents").text
    assert f'href="/desk/boards/{board}/documents"' in moderator.get(f"/boards/{board}").text
    for name, kind, begins in (
        ("memo", "pdf", b"%PDF"),
        ("report", "docx", b"PK"),
        ("projects", "pdf", b"%PDF"),
    ):
        path = f"/desk/boards/{board}/documents/{name}.{kind}"
        assert path in page
        answer = moderator.client.get(path)
        assert answer.status_code == 200
        assert answer.data.startswith(begins)
        assert f"idea4gov-board-{board}-{name}.{kind}" in answer.headers["Content-Disposition"]
    assert f"/boards/{board}/priorities.xlsx" in page
    assert moderator.client.get(f"/boards/{board}/priorities.xlsx").data.startswith(b"PK")


def test_papers_of_a_round_stand_on_one_page(moderator: Site, database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db).round_id
    page = moderator.get(f"/desk/rounds/{round_id}/documents").text
    assert f"/desk/rounds/{round_id}/documents/announcement.pdf" in page
    answer = moderator.client.get(f"/desk/rounds/{round_id}/documents/announcement.pdf")
    assert answer.data.startswith(b"%PDF")
    assert moderator.client.get(f"/rounds/{round_id}/results.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("path", ["documents", "documents/memo.pdf"])
def test_documents_out_of_scope_do_not_exist(moderator: Site, database: Database, path: str) -> None:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2072")
    moderator.get(f"/desk/boards/{board}/{path}", status=404)


def test_unknown_paper_does_not_exist(moderator: Site, board: int) -> None:
    moderator.get(f"/desk/boards/{board}/documents/secrets.pdf", status=404)


def test_citizens_may_not_take_documents(citizen: tuple[Site, int], board: int) -> None:
    citizen[0].get(f"/desk/boards/{board}/documents", status=404)


def test_letterhead_is_kept_with_its_emblem_drawn_anew(
    moderator: Site, board: int, database: Database
) -> None:
    fields = hidden_fields(moderator.get(LETTERHEAD).text, LETTERHEAD)
    data = {**fields, "office": "กองยุทธศาสตร์", "emblem": (picture(), "seal.png")}
    answer = moderator.client.post(LETTERHEAD, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    with database.reading() as db:
        kept = find_letterhead(db, "2094")
    assert kept is not None
    assert (kept.office, kept.signer_name) == ("กองยุทธศาสตร์", "")
    assert kept.emblem is not None
    with Image.open(BytesIO(kept.emblem)) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("PNG", (480, 480), "RGB")
    assert moderator.client.get(f"{LETTERHEAD}/emblem.png").data == kept.emblem
    assert moderator.client.get(f"/desk/boards/{board}/documents/memo.pdf").data.startswith(b"%PDF")
    assert acts(database) == ["edit_letterhead"]


def test_saving_again_keeps_the_emblem_until_it_is_removed(
    moderator: Site, board: int, database: Database
) -> None:
    fields = hidden_fields(moderator.get(LETTERHEAD).text, LETTERHEAD)
    moderator.client.post(LETTERHEAD, data={**fields, "emblem": (picture(), "a.png")})
    moderator.submit(LETTERHEAD, {"office": "ก"})
    with database.reading() as db:
        kept = find_letterhead(db, "2094")
    assert kept is not None
    assert kept.emblem is not None
    moderator.submit(LETTERHEAD, {"remove_emblem": "y"})
    with database.reading() as db:
        kept = find_letterhead(db, "2094")
    assert kept is not None
    assert kept.emblem is None


def test_an_emblem_beside_a_refused_line_is_to_be_chosen_again(moderator: Site, board: int) -> None:
    fields = hidden_fields(moderator.get(LETTERHEAD).text, LETTERHEAD)
    for files, is_said in (({"emblem": (picture(), "a.png")}, True), ({}, False)):
        data = {**fields, "office": "ก" * 201, **files}
        answer = moderator.client.post(LETTERHEAD, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert ("กรุณาเลือกไฟล์อีกครั้ง" in answer.get_data(as_text=True)) is is_said


def test_file_that_is_no_picture_is_refused_and_nothing_typed_is_lost(
    moderator: Site, board: int, database: Database
) -> None:
    fields = hidden_fields(moderator.get(LETTERHEAD).text, LETTERHEAD)
    data = {**fields, "office": "กองช่าง", "emblem": (BytesIO(b"%PDF-1.7"), "seal.pdf")}
    answer = moderator.client.post(LETTERHEAD, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "กองช่าง" in answer.get_data(as_text=True)
    with database.reading() as db:
        assert find_letterhead(db, "2094") is None


def test_letterhead_of_another_office_does_not_exist(moderator: Site, database: Database) -> None:
    with database.transaction() as db:
        add_board(db, local_government_code="2072")
    moderator.get("/desk/letterheads/2072", status=404)


def test_ballot_papers_and_the_roll_are_printed(moderator: Site, database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    page = f"/desk/rounds/{round_.id}/ballot-papers"
    assert 'name="first"' in moderator.get(page).text
    refused = moderator.get(f"{page}?first=1&count=9999", status=422).text
    assert 'value="9999"' in refused
    printed = moderator.client.get(f"{page}?first=๗&count=2").data
    text = text_of(printed)
    assert all(squeezed(f"เลขที่บัตร {serial}") in text for serial in ("๗", "๘"))
    assert squeezed("เลขที่บัตร ๙") not in text
    roll = text_of(moderator.client.get(f"/desk/rounds/{round_.id}/roll.pdf").data)
    assert squeezed("ทะเบียนผู้ใช้สิทธิด้วยบัตรกระดาษ") in roll
