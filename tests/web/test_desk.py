"""The desk through the browser's eyes: scopes, acts with reasons, answers, takeovers, the log."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from idea4gov.store.models import Account, Board, Comment, OfficialAnswer, Proposal
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
from tests.officials import BANG_PA_IN, SI_RACHA, acts, add_comment, add_official
from tests.queries import count_queries
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, both_engines

pytestmark = both_engines

EMAIL = "official@example.org"


@pytest.fixture
def official(app: Flask, database: Database) -> Callable[..., Site]:
    """Makes and logs in an official; scope: keywords of add_official."""

    def make(**scope: Any) -> Site:
        with database.transaction() as db:
            add_official(db, email=EMAIL, password_hash=PASSWORD_HASH, **scope)
        visitor = Site(app)
        visitor.enter(EMAIL)
        return visitor

    return make


@pytest.fixture
def board(database: Database) -> int:
    """A board (1) of Saen Suk with a proposal (1), its comment (1), and a hidden one of each (2)."""
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        proposal = add_proposal(db, board)
        add_proposal(db, board, title="ที่ถูกซ่อน", state="hidden")
        add_comment(db, proposal)
        add_comment(db, proposal, state="hidden")
    return board


PAGES = [
    "/desk/proposals/1/hide",
    "/desk/proposals/2/restore",
    "/desk/comments/1/hide",
    "/desk/comments/2/restore",
    "/desk/proposals/1/answer",
    "/boards/1/close",
]
QUEUES = [
    "reports",
    "appeals",
    "unanswered",
    "comments",
    "hidden-proposals",
    "hidden-comments",
    "boards",
    "adoptable",
]


@pytest.mark.parametrize("path", ["/desk", "/desk/audit", "/desk/boards", *PAGES])
def test_visitors_go_to_the_log_in(site: Site, board: int, path: str) -> None:
    answer = site.client.get(path)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/log-in")


@pytest.mark.parametrize("path", ["/desk", "/desk/audit", "/desk/boards", *PAGES])
def test_citizens_find_no_desk(citizen: tuple[Site, int], board: int, path: str) -> None:
    citizen[0].get(path, status=404)


@pytest.mark.parametrize(
    "scope", [{"local_government": SI_RACHA}, {"province": "14", "local_government": BANG_PA_IN}]
)
def test_out_of_scope_there_is_nothing(
    official: Callable[..., Site], board: int, scope: dict[str, Any], database: Database
) -> None:
    site = official(**scope)
    for path in PAGES:
        site.get(path, status=404)
    page = site.get("/desk").text
    assert "ถังขยะแยกประเภท" not in page
    token = site.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in PAGES:
        form = {"csrf_token": token, "reason": "โฆษณา", "body": "ตอบ", "revision": "0"}
        assert site.client.post(path, data=form).status_code == 404
    assert acts(database) == []


@pytest.mark.parametrize(
    "scope", [{}, {"local_government": None}, {"province": None, "local_government": None}]
)
def test_desk_shows_the_queues_of_the_scope(
    official: Callable[..., Site], board: int, scope: dict[str, Any]
) -> None:
    site = official(**scope)
    page = site.get("/desk").text
    assert "ถังขยะแยกประเภท" in page
    assert "ที่ถูกซ่อน" in page
    for path in (*PAGES, "/desk/audit", *(f"/desk/{name}" for name in QUEUES)):
        site.get(path)
    site.get("/desk/dreams", status=404)


def test_auditor_reads_but_is_shown_no_act(official: Callable[..., Site], board: int) -> None:
    site = official(role="auditor")
    page = site.get("/desk").text
    assert "ถังขยะแยกประเภท" in page
    assert "/desk/proposals/" not in page
    assert "/boards/1/close" not in page
    for path in PAGES:
        site.get(path, status=404)


@pytest.mark.parametrize(
    ("path", "model", "row", "state"),
    [
        ("/desk/proposals/1/hide", Proposal, 1, "hidden"),
        ("/desk/proposals/2/restore", Proposal, 2, "published"),
        ("/desk/comments/1/hide", Comment, 1, "hidden"),
        ("/desk/comments/2/restore", Comment, 2, "published"),
    ],
)
def test_act_needs_a_reason_and_then_is_done_and_logged(
    official: Callable[..., Site], board: int, database: Database, path: str, model: Any, row: int, state: str
) -> None:
    site = official()
    refused = site.submit(path, {"reason": " "})
    assert refused.status_code == 422
    done = site.submit(path, {"reason": "มีข้อมูลส่วนบุคคล <b>"})
    shown = 1 if model is Comment else row
    assert done.status_code == 303
    assert done.headers["Location"].split("#")[0] == f"/proposals/{shown}"
    with database.reading() as db:
        assert db.get_one(model, row).state == state
    assert "มีข้อมูลส่วนบุคคล &lt;b&gt;" in site.get("/desk/audit").text
    assert "<form method" not in site.get(path).text.split("<main")[1]


def test_reason_that_is_too_long_comes_back_as_typed(official: Callable[..., Site], board: int) -> None:
    reason = "<b>'\"&" + "ก" * 500
    answer = official().submit("/desk/proposals/1/hide", {"reason": reason})
    assert answer.status_code == 422
    assert "&lt;b&gt;&#39;&#34;&amp;" + "ก" * 500 in answer.get_data(as_text=True)


def test_answer_is_written_and_edited(official: Callable[..., Site], board: int, database: Database) -> None:
    site = official()
    assert site.submit("/desk/proposals/1/answer", {"body": "จะ**ติดตั้ง**"}).status_code == 303
    assert "จะ**ติดตั้ง**" in site.get("/desk/proposals/1/answer").text
    assert site.submit("/desk/proposals/1/answer", {"body": "ติดตั้งแล้ว"}).status_code == 303
    with database.reading() as db:
        answer = db.get_one(OfficialAnswer, 1)
    assert (answer.body, answer.revision) == ("ติดตั้งแล้ว", 2)
    assert acts(database) == ["answer_proposal", "edit_answer"]


def test_stale_answer_shows_both_texts_and_can_then_be_saved(
    official: Callable[..., Site], board: int, database: Database
) -> None:
    site = official()
    site.submit("/desk/proposals/1/answer", {"body": "ของเพื่อนร่วมงาน"})
    stale = site.submit("/desk/proposals/1/answer", {"body": "ของฉัน", "revision": "0"})
    page = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "ของเพื่อนร่วมงาน" in page
    assert "ของฉัน" in page
    assert 'value="1"' in page.split('name="revision"')[1].split(">")[0]
    assert site.submit("/desk/proposals/1/answer", {"body": "รวมกัน"}).status_code == 303
    with database.reading() as db:
        assert db.get_one(OfficialAnswer, 1).body == "รวมกัน"


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "1.5"])
def test_forged_revision_is_a_stale_one(official: Callable[..., Site], board: int, revision: str) -> None:
    site = official()
    site.submit("/desk/proposals/1/answer", {"body": "หนึ่ง"})
    answer = site.submit("/desk/proposals/1/answer", {"body": "สอง", "revision": revision})
    assert answer.status_code == 409


def test_board_is_taken_over(official: Callable[..., Site], database: Database) -> None:
    with database.transaction() as db:
        board = add_board(db, title="กระดานของชาวบ้าน")
    site = official()
    assert "กระดานของชาวบ้าน" in site.get("/desk").text
    done = site.submit(f"/desk/boards/{board}/adopt", {"local_government_code": "2094"})
    assert done.status_code == 303
    with database.reading() as db:
        assert db.get_one(Board, board).local_government_code == "2094"
    site.get(f"/desk/boards/{board}/adopt", status=409)


@pytest.mark.parametrize("code", ["", "2072", "x"])
def test_board_is_not_taken_over_for_another(
    official: Callable[..., Site], database: Database, code: str
) -> None:
    with database.transaction() as db:
        board = add_board(db)
    done = official().submit(f"/desk/boards/{board}/adopt", {"local_government_code": code})
    assert done.status_code == 404
    assert acts(database) == []


@pytest.mark.slow
def test_desk_costs_the_same_with_more_rows(
    official: Callable[..., Site], board: int, database: Database
) -> None:
    site = official()

    def cost(path: str) -> int:
        with count_queries(database) as sent:
            site.get(path)
        return len(sent)

    paths = ["/desk", "/desk/audit", *(f"/desk/{name}" for name in QUEUES)]
    few = [cost(path) for path in paths]
    with database.transaction() as db:
        for _ in range(12):
            more = add_board(db, local_government_code="2094")
            add_comment(db, add_proposal(db, more))
            add_proposal(db, more, state="hidden")
            add_board(db)
    assert [cost(path) for path in paths] == few
    assert few[0] <= 11


def test_queue_pages_follow_each_other(official: Callable[..., Site], board: int, database: Database) -> None:
    with database.transaction() as db:
        for number in range(21):
            add_proposal(db, board, title=f"ลำดับที่ {number:02}")
    site = official()
    first = site.get("/desk/unanswered").text
    assert "ลำดับที่ 20" in first
    assert "ลำดับที่ 00" not in first
    assert "/desk/unanswered?before=4" in first
    second = site.get("/desk/unanswered?before=4").text
    assert "ลำดับที่ 00" in second
    assert "ถังขยะแยกประเภท" in second
    site.get("/desk/unanswered?before=x")


def test_an_official_with_a_short_password_chooses_a_longer_one_before_the_desk_opens(
    official: Callable[..., Site], database: Database
) -> None:
    site = official()
    with database.transaction() as db:
        db.execute(update(Account).values(has_short_password=True))
    assert site.client.get("/desk").location == "/me/password#new-password"
    assert site.client.get("/me/tokens").location == "/me/password#new-password"
    text = site.get("/me/password").text
    assert "อย่างน้อย 12 ตัวอักษร" in text
    site.get("/proposals/1", status=404)
    short = {"current": PASSWORD, "password": "ปู-ม้า 7#4"}
    assert site.submit("/me/password", short, action="/me/password").status_code == 422
    longer = {"current": PASSWORD, "password": "ปูม้า เดินขบวน 7 ตัว"}
    assert site.submit("/me/password", longer, action="/me/password").status_code == 303
    site.get("/desk")
