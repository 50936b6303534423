"""Reporting a post through the browser's eyes, deciding about it, and the public log."""

from collections.abc import Callable

import pytest
from flask import Flask

from idea4gov.store.models import Proposal
from idea4gov.store.search import save_in_index
from idea4gov.store.session import Database
from tests.factories import add_account, add_board, add_proposal
from tests.officials import add_comment, add_official
from tests.web.conftest import PASSWORD_HASH, Site, both_engines

pytestmark = both_engines

REASON, ANSWER = "ในข้อเสนอมีเบอร์โทรของเพื่อนบ้าน", "มีข้อมูลส่วนบุคคล <b>"


@pytest.fixture
def board(database: Database) -> int:
    """A board (1) of Saen Suk with a proposal (1) and a comment (1)."""
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        add_comment(db, add_proposal(db, board))
    return board


@pytest.fixture
def official(app: Flask, database: Database, board: int) -> Site:
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


@pytest.mark.parametrize("path", ["/boards/1", "/proposals/1", "/comments/1"])
def test_the_link_leads_a_visitor_to_the_log_in_and_back(site: Site, board: int, path: str) -> None:
    assert f'href="{path}/report"' in site.get(path).text
    answer = site.client.get(f"{path}/report")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/log-in?next={path}/report"


def test_from_the_report_to_the_public_log(
    site: Site, member: Callable[[str], Site], official: Site, database: Database
) -> None:
    reporter = member("reporter@example.org")
    assert reporter.submit("/proposals/1/report", {"reason": " "}).status_code == 422
    assert reporter.submit("/proposals/1/report", {"reason": REASON}).status_code == 303
    assert "<form method" not in reporter.get("/proposals/1/report").text.split("<main")[1]
    assert REASON in official.get("/desk").text
    assert REASON in official.get("/desk/reports").text
    assert REASON in official.get("/desk/reports/1").text
    assert official.submit("/desk/reports/1", {"reason": ANSWER, "decision": "burn"}).status_code == 422
    assert official.submit("/desk/reports/1", {"reason": ANSWER, "decision": "hide"}).status_code == 303
    with database.reading() as db:
        assert db.get_one(Proposal, 1).state == "hidden"
    official.get("/desk/reports/1")
    pages = [
        site.get(path, status=status).text
        for path, status in (
            ("/boards/1/moderation", 200),
            ("/provinces/20/moderation", 200),
            ("/proposals/1", 404),
        )
    ]
    for page in pages:
        assert "มีข้อมูลส่วนบุคคล &lt;b&gt;" in page
        for secret in (REASON, "สมชาย", "สมหญิง", "ถังขยะแยกประเภท"):
            assert secret not in page
    assert "/boards/1/moderation" in site.get("/boards/1").text
    assert "/provinces/20/moderation" in site.get("/provinces/20").text


def test_reports_are_dismissed_with_a_reason(
    site: Site, member: Callable[[str], Site], official: Site
) -> None:
    member("reporter@example.org").submit("/comments/1/report", {"reason": REASON})
    assert official.submit("/desk/reports/1", {"reason": ANSWER, "decision": "dismiss"}).status_code == 303
    assert REASON not in official.get("/desk/reports").text
    assert "#comment-1" in site.get("/boards/1/moderation").text


def test_from_the_hiding_to_the_decision_about_an_appeal(
    app: Flask, citizen: tuple[Site, int], official: Site, database: Database, site: Site
) -> None:
    author, account_id = citizen
    with database.transaction() as db:
        proposal = add_proposal(db, 1, account_id)
        add_official(db, email="colleague@example.org", password_hash=PASSWORD_HASH)
    here = f"/proposals/{proposal}/appeal"
    author.get("/proposals/1/appeal", status=404)
    assert "<form method" not in author.get(here).text.split("<main")[1]
    official.submit(f"/desk/proposals/{proposal}/hide", {"reason": ANSWER})
    assert here in author.get(f"/proposals/{proposal}").text
    assert author.submit(here, {"body": ""}).status_code == 422
    assert author.submit(here, {"body": REASON}).status_code == 303
    assert REASON in author.get(here).text
    assert REASON not in official.get("/desk").text
    assert "<form method" not in official.get("/desk/appeals/1").text.split("<main")[1]
    colleague = Site(app)
    colleague.enter("colleague@example.org")
    assert REASON in colleague.get("/desk").text
    assert colleague.submit("/desk/appeals/1", {"reason": "", "decision": "keep"}).status_code == 422
    sent = colleague.submit("/desk/appeals/1", {"reason": "ยังมีเบอร์โทร", "decision": "keep"})
    assert sent.status_code == 303
    colleague.get("/desk/appeals/1")
    assert "ยังมีเบอร์โทร" in author.get(here).text
    assert "ยังมีเบอร์โทร" in site.get("/boards/1/moderation").text
    author.get("/desk/appeals/1", status=404)


def test_a_citizen_and_a_stranger_find_no_case(
    citizen: tuple[Site, int], member: Callable[[str], Site], official: Site
) -> None:
    member("reporter@example.org").submit("/boards/1/report", {"reason": REASON})
    citizen[0].get("/desk/reports/1", status=404)
    official.get("/desk/reports/2", status=404)


def test_a_hidden_board_is_gone_everywhere_until_it_is_restored(
    app: Flask, database: Database, official: Site, member: Callable[[str], Site], site: Site
) -> None:
    with database.transaction() as db:
        opener_id = add_account(db, "opener@example.org", password_hash=PASSWORD_HASH)
        board = add_board(db, opener_id, local_government_code="2094", title="ร้านนี้โกงทุกคน")
        proposal = add_proposal(db, board, title="ประจานเจ้าของร้าน")
        save_in_index(db, proposal, board_id=board, province_code="20", title="ประจานเจ้าของร้าน", body="ร้านนี้")
    here, opener, citizen = f"/boards/{board}", Site(app), member("reporter@example.org")
    opener.enter("opener@example.org")
    assert citizen.submit(f"{here}/report", {"reason": REASON}).status_code == 303
    open_pages = ("/", "/provinces/20", "/api/v1/boards", "/api/v1/proposals", "/search?q=ประจาน")
    public = (*open_pages, "/provinces/20/feed.atom", "/sitemaps/boards-1.xml", "/data/boards.csv")
    for path in open_pages[:4]:
        assert any(words in site.get(path).text for words in ("ร้านนี้โกงทุกคน", "ประจานเจ้าของร้าน")), path
    assert official.submit("/desk/reports/1", {"reason": ANSWER, "decision": "hide"}).status_code == 303
    for path in (*public, "/provinces/20/moderation", here):
        page = Site(app).get(path, status=404 if path == here else 200).text
        assert not any(words in page for words in ("ร้านนี้โกง", "ประจานเจ้าของ", f"{here}<")), path
    for path in (
        "results",
        "embed",
        "feed.atom",
        "card.png",
        "moderation",
        "proposals/new",
        "follow",
        "report",
    ):
        assert citizen.client.get(f"{here}/{path}").status_code == 404, path
    for path in (f"/proposals/{proposal}", f"/proposals/{proposal}/support", f"/api/v1{here}"):
        assert citizen.client.get(path).status_code == 404, path
    assert f"{here}/appeal" in opener.get(here).text
    assert opener.submit(f"{here}/appeal", {"body": "ไม่ได้ว่าใคร"}).status_code == 303
    assert official.submit(f"/desk{here}/restore", {"reason": "ขออภัย"}).status_code == 303
    assert "ร้านนี้โกงทุกคน" in Site(app).get(here).text
    assert "ขออภัย" in Site(app).get(f"{here}/moderation").text
