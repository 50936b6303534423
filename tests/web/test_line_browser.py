"""Inside LINE: what needs a log-in opens in the browser of the phone."""

import re

import pytest
from flask import Flask

from idea4gov.outside.bounded_cache import MIB
from idea4gov.store.session import Database
from idea4gov.web.render.page_cache import KEY as PAGES
from idea4gov.web.render.page_cache import install_page_cache
from tests.factories import add_board, add_proposal
from tests.web.conftest import Site, check_page

LINE = (
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 Line/14.9.0/IAB"
)
OUTSIDE = "openExternalBrowser=1"


@pytest.fixture
def proposal(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db))


def links(page: str) -> dict[str, bool]:
    """{path: whether LINE opens it outside} of a page's links."""
    return {link.partition("?")[0]: OUTSIDE in link for link in re.findall(r' href="(/[^"]*)"', page)}


@pytest.mark.parametrize("seconds", [0, 60])
def test_links_that_need_a_log_in_open_outside(app: Flask, proposal: int, seconds: int) -> None:
    assert proposal
    kept = app.extensions[PAGES]
    install_page_cache(app, seconds=seconds, max_bytes=MIB)
    try:
        site = Site(app)
        assert OUTSIDE not in site.get("/proposals/1").text
        for _ in range(2):
            answer = site.client.get("/proposals/1", headers={"User-Agent": LINE})
            page = answer.get_data(as_text=True)
            check_page(page, answer.headers["Content-Security-Policy"])
            assert links(page)["/log-in"]
            assert links(page)["/proposals/1/report"]
            assert not links(page)["/boards/1"]
            assert not links(page)["/"]
        assert OUTSIDE not in site.get("/proposals/1").text
    finally:
        app.extensions[PAGES] = kept


def test_whoever_is_logged_in_stays_inside(citizen: tuple[Site, int], proposal: int) -> None:
    assert proposal
    inside = citizen[0].client.get("/proposals/1", headers={"User-Agent": LINE})
    assert OUTSIDE not in inside.get_data(as_text=True)


def test_where_something_fails_the_page_says_how_to_leave_line(site: Site) -> None:
    answer = site.client.get("/nowhere", headers={"User-Agent": LINE}).get_data(as_text=True)
    assert "เปิดนอกแอป LINE" in answer
    assert OUTSIDE in answer
    stale = site.client.post("/log-in", data={"email": "a@example.org"}, headers={"User-Agent": LINE})
    assert "เปิดด้วยเบราว์เซอร์อื่น" in stale.get_data(as_text=True)
