"""The results page, closing a board, and the files, through the browser's eyes."""

import csv
import io
import json

import pytest
from flask import Flask

from idea4gov.store.models import Board
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.officials import acts, add_official, support
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site, both_engines, hidden_fields

pytestmark = both_engines


@pytest.fixture
def board(database: Database) -> int:
    """A board of Saen Suk where two people support the second of three proposals, one of them the third."""
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        people = [viewer_of(db, add_account(db)).person_id for _ in range(2)]
        add_proposal(db, board, title="ถังขยะ")
        support(db, add_proposal(db, board, title="ไฟทางเดิน"), *people)
        support(db, add_proposal(db, board, title="=ห้องน้ำ"), people[0])
    return board


@pytest.fixture
def moderator(app: Flask, database: Database) -> Site:
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


def test_standing_is_shown_to_everybody(site: Site, board: int) -> None:
    page = site.get(f"/boards/{board}/results").text
    assert page.index("ไฟทางเดิน") < page.index("=ห้องน้ำ") < page.index("ถังขยะ")
    assert "50.0%" in page
    assert "<pre>" not in page


def test_closing_seals_the_result(site: Site, moderator: Site, board: int, database: Database) -> None:
    done = moderator.submit(f"/boards/{board}/close", {})
    assert (done.status_code, done.headers["Location"]) == (303, f"/boards/{board}/results")
    with database.reading() as db:
        assert db.get_one(Board, board).state == "closed"
    digest = json.loads(site.get(f"/boards/{board}/priorities.json").text)["digest"]
    assert digest in site.get(f"/boards/{board}/results").text
    assert acts(database) == ["close_board"]


def test_closing_twice_is_a_conflict(moderator: Site, board: int, database: Database) -> None:
    page = moderator.get(f"/boards/{board}/close").text
    token = hidden_fields(page.split("<main")[1], f"/boards/{board}/close")
    assert moderator.client.post(f"/boards/{board}/close", data=token).status_code == 303
    assert moderator.client.post(f"/boards/{board}/close", data=token).status_code == 409
    moderator.get(f"/boards/{board}/close", status=409)
    assert acts(database) == ["close_board"]


def test_closing_needs_the_token_of_the_form(moderator: Site, board: int, database: Database) -> None:
    assert moderator.client.post(f"/boards/{board}/close").status_code == 400
    assert acts(database) == []


@pytest.mark.parametrize(("kind", "state"), [("budget", "open"), ("discussion", "draft")])
def test_what_has_no_priorities_is_not_found(site: Site, database: Database, kind: str, state: str) -> None:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094", kind=kind, state=state)
    for page in ("results", "priorities.csv", "priorities.json"):
        site.get(f"/boards/{board}/{page}", status=404)
    site.get("/boards/99/results", status=404)


def test_board_past_its_time_says_that_it_is_not_closed_yet(
    site: Site, board: int, database: Database, clock: Clock
) -> None:
    with database.transaction() as db:
        db.get_one(Board, board).closes_at = clock()
    before = site.get(f"/boards/{board}/results").text
    assert 'class="notice' in before


def test_csv_is_downloaded_with_its_mark(site: Site, board: int) -> None:
    response = site.client.get(f"/boards/{board}/priorities.csv")
    assert response.content_type == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    assert [row[3] for row in rows[1:]] == ["ไฟทางเดิน", "'=ห้องน้ำ", "ถังขยะ"]


def test_download_lets_go_of_its_connection(site: Site, board: int, database: Database) -> None:
    for _ in range(20):
        site.client.get(f"/boards/{board}/priorities.json").close()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.slow
def test_long_results_have_pages_at_a_constant_cost(site: Site, database: Database) -> None:
    with database.transaction() as db:
        author, board = add_account(db), add_board(db)
        for number in range(1, 102):
            add_proposal(db, board, author, title=f"ข้อเสนอ {number:03}")
    with count_queries(database) as first:
        page = site.get(f"/boards/{board}/results").text
    assert "ข้อเสนอ 100" in page
    assert "ข้อเสนอ 101" not in page
    assert f"/boards/{board}/results?after=100" in page
    with count_queries(database) as second:
        assert "ข้อเสนอ 101" in site.get(f"/boards/{board}/results?after=100").text
    assert len(first) == len(second) <= 6
    for after in ("x", "-1", "9" * 30):
        assert "ข้อเสนอ 001" in site.get(f"/boards/{board}/results?after={after}").text
