"""The home page: the search for one's place, what is open, what was answered, the map."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from idea4gov.store.models import Board, OfficialAnswer
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_proposal
from tests.web.conftest import Site, both_engines
from tests.web.test_places import board_titles, open_boards, thailand

__all__ = ["thailand"]

pytestmark = both_engines


@pytest.mark.usefixtures("thailand")
def test_home_offers_every_province_to_a_search_that_needs_no_script(site: Site) -> None:
    page = site.get("/")
    assert page.text.count("<option value=") == 77
    assert re.search(r'<form[^>]* action="/provinces" method="get"', page.text)


def test_home_without_boards_says_what_to_do_next(site: Site) -> None:
    assert re.search(r'class="empty".*href="/provinces"', site.get("/").text, re.S)


def test_home_shows_first_what_closes_soon_and_each_board_once(site: Site, database: Database) -> None:
    ids = open_boards(database, 8)
    open_boards(database, 1, state="closed")
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == ids[0]).values(closes_at=NOON + timedelta(days=1)))
        db.execute(update(Board).where(Board.id == ids[1]).values(closes_at=NOON - timedelta(days=1)))
    titles = board_titles(site.get("/").text)
    assert titles == [f"กระดานที่ {number}" for number in (0, 7, 6, 5, 4, 3)]


@pytest.mark.usefixtures("thailand")
def test_the_map_on_the_home_page_leads_to_every_province_and_says_what_goes_on_there(
    site: Site, database: Database
) -> None:
    (board_id,) = open_boards(database, 1)
    with database.transaction() as db:
        add_proposal(db, board_id)
    site.client.set_cookie("language", "en")
    text = site.get("/").text
    assert len(re.findall(r'<a href="/provinces/\d\d" class="shade-0">', text)) == 76
    assert '<a href="/provinces/20" class="shade-1"><title>Chon Buri: 1 proposal</title>' in text


@pytest.mark.usefixtures("thailand")
def test_what_was_answered_lately_stands_on_home_and_in_its_province(site: Site, database: Database) -> None:
    (board_id,) = open_boards(database, 1)
    with database.transaction() as db:
        proposal_id = add_proposal(db, board_id)
        answer = {"body": "ก", "body_html": "<p>ทำ <em>ปีหน้า</em></p>", "answered_at": NOON}
        db.add(OfficialAnswer(proposal_id=proposal_id, author_id=1, **answer))
    for path, is_shown in (("/", True), ("/provinces/20", True), ("/provinces/50", False)):
        assert (f'href="/proposals/{proposal_id}#answer"' in site.get(path).text) is is_shown
    assert "ทำ ปีหน้า" in site.get("/").text
