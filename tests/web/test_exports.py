"""A long workbook: asked for on a page, fetched by a link that expires."""

import re

import pytest
from flask import Flask

from idea4gov.actions.export_jobs import run_job
from idea4gov.store.session import Database
from idea4gov.web.pages.desk import exports
from tests.conftest import Clock
from tests.factories import add_board, add_proposal
from tests.web.conftest import Site, both_engines

pytestmark = both_engines

SITE = "https://pb.example.go.th"


@pytest.fixture
def board(database: Database, monkeypatch: pytest.MonkeyPatch) -> int:
    """A board of two proposals, where two are many."""
    monkeypatch.setattr(exports, "is_long", lambda file_format, rows: file_format == "xlsx" and rows > 1)
    with database.transaction() as db:
        board = add_board(db)
        add_proposal(db, board)
        add_proposal(db, board)
    return board


def test_long_workbook_is_prepared_and_fetched_by_its_link(
    app: Flask, citizen: tuple[Site, int], site: Site, board: int, database: Database, clock: Clock
) -> None:
    visitor, _ = citizen
    files = app.extensions["idea4gov"].files
    answer = visitor.client.get(f"/boards/{board}/priorities.xlsx")
    assert answer.headers["Location"] == f"/boards/{board}/exports"
    answer = visitor.submit(f"/boards/{board}/exports", {})
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert 'data-module="progress"' in visitor.get(page).text
    site.client.get(page)
    assert run_job(database, files, int(page.rpartition("/")[2]), site_url=SITE, clock=clock)
    ready = visitor.get(page).text
    assert 'data-module="progress"' not in ready
    link = re.search(r'href="(/exports/files/[0-9a-f]{32})"', ready)
    assert link is not None
    # Whoever has the link may fetch it, without an account.
    fetched = site.client.get(link[1])
    assert fetched.status_code == 200
    assert fetched.data.startswith(b"PK")
    clock.move(hours=24)
    expired = site.get(link[1], status=404)
    assert "หมดอายุ" in expired.text
    visitor.get(page)


def test_visitors_are_asked_to_log_in_first(site: Site, board: int) -> None:
    answer = site.client.get(f"/boards/{board}/exports")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/log-in")


def test_csv_of_a_long_board_comes_at_once(site: Site, board: int) -> None:
    assert site.client.get(f"/boards/{board}/priorities.csv").status_code == 200
