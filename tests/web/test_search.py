"""Looking for proposals, and being told of similar ones."""

import re

import pytest

from idea4gov.actions.search import fill_index
from idea4gov.store.session import Database
from tests.factories import SAEN_SUK, add_board, add_local_government, add_proposal, add_subdistrict
from tests.hosted import add_hosted_round
from tests.web.conftest import Site, both_engines
from tests.web.test_boards import cards

pytestmark = both_engines


def test_the_words_of_a_proposal_lead_to_it_from_board_province_and_country(
    citizen: tuple[Site, int], database: Database
) -> None:
    site, _ = citizen
    with database.transaction() as db:
        board_id = add_board(db)
    words = {"title": "ขอถังขยะริมหาดบางแสน", "body": "ทุกร้อยเมตร", "category": "environment", "place": ""}
    assert site.submit(f"/boards/{board_id}/proposals/new", words).status_code == 303
    for place in ("", f"&board={board_id}", "&province=20"):
        assert cards(site.get(f"/search?q=ถังขยะ{place}").text) == ["ขอถังขยะริมหาดบางแสน"]
    assert f"/boards/{board_id}?place=" not in site.get("/search?q=ถังขยะ").text
    piece = site.client.get(f"/boards/{board_id}/similar?title=ถังขยะริมหาด").get_data(as_text=True)
    assert "ขอถังขยะริมหาดบางแสน" in piece
    assert "<html" not in piece
    assert site.client.get(f"/boards/{board_id}/similar?title=เรือ").get_data(as_text=True).strip() == ""


@pytest.fixture
def around(database: Database) -> dict[str, int]:
    """A province with a local government, a subdistrict, a board, a round and a proposal."""
    with database.transaction() as db:
        add_subdistrict(db)
        add_local_government(db)
        board = add_board(db, title="ทางเท้าริมหาด", local_government_code=SAEN_SUK)
        held = add_hosted_round(db, phase="voting").id
        proposal = add_proposal(db, board, title="ซ่อมทางเท้าหน้าวัด")
    fill_index(database)
    return {"board": board, "round": held, "proposal": proposal}


def links(text: str) -> list[str]:
    """The addresses of what a search found."""
    main = text[text.index("<main") : text.index("</main")]
    return re.findall(r'class="(?:place-link" |card-title"><a )href="([^"]*)"', main)


@pytest.mark.parametrize("query", ["แสนสุข", "\u0e40\u0e40สนสุข", "เเสนส\u0e38\u0e38ข"])
def test_places_of_every_kind_are_found_by_one_search(site: Site, around: dict[str, int], query: str) -> None:
    found = links(site.get(f"/search?q={query}").text)
    assert found[:2] == [f"/local-governments/{SAEN_SUK}", "/subdistricts/200104"]
    assert links(site.get("/search?q=ชลบุรี").text)[0] == "/provinces/20"


def test_boards_rounds_and_proposals_stand_in_one_list_and_synonyms_find_them(
    site: Site, around: dict[str, int]
) -> None:
    for query in ("ทางเท้า", "ฟุตบาท"):
        found = links(site.get(f"/search?q={query}").text)
        assert found == [f"/boards/{around['board']}", f"/proposals/{around['proposal']}"], query
    assert f"/rounds/{around['round']}" in links(site.get("/search?q=งบ").text)
    only = links(site.get("/search?q=ทางเท้า&kind=boards").text)
    assert only == [f"/boards/{around['board']}"]
    assert links(site.get("/search?q=แสนสุข&kind=places").text)[0] == f"/local-governments/{SAEN_SUK}"


@pytest.mark.parametrize(
    ("query", "place"), [("ชลบุรึ", "/provinces/20"), ("เทศบาลเมืองแสนศุข", f"/local-governments/{SAEN_SUK}")]
)
def test_a_slip_in_a_place_suggests_the_near_one(
    site: Site, around: dict[str, int], query: str, place: str
) -> None:
    assert links(site.get(f"/search?q={query}").text)[0] == place
    assert links(site.get(f"/provinces?q={query}").text)[0] == place


def test_a_slip_in_a_word_suggests_the_near_one(site: Site, around: dict[str, int]) -> None:
    assert 'href="/search?q=%E0%B8%97%E0%B8%B2%E0%B8%87%E0%B9%80%E0%B8%97%E0%B9%89%E0%B8%B2"' in (
        site.get("/search?q=ทางเท้ส").text
    )


def test_an_empty_result_says_what_to_do_next(site: Site, around: dict[str, int]) -> None:
    text = site.get("/search?q=เรือดำน้ำ").text
    assert links(text) == []
    assert 'href="/provinces"' in text[text.index('class="empty"') :]


def test_the_bar_of_every_page_searches(site: Site, around: dict[str, int]) -> None:
    for path in ("/", "/log-in", f"/boards/{around['board']}", "/manual", "/search?q=ก"):
        bar = site.get(path).text.partition("</header>")[0]
        assert re.search(r'<form class="site-search" action="/search" method="get"', bar), path


def test_an_edit_is_found_by_its_new_words(citizen: tuple[Site, int], database: Database) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db), account_id)
    words = {"title": "ทางม้าลายหน้าโรงเรียน", "body": "ก", "category": "safety"}
    assert site.submit(f"/proposals/{proposal_id}/edit", words).status_code == 303
    assert cards(site.get("/search?q=ทางม้าลาย").text) == ["ทางม้าลายหน้าโรงเรียน"]


def test_a_search_for_nothing_and_hostile_words_are_answered(site: Site) -> None:
    for query in ("", "%00", '" OR 1 --', "') & x:*", "ก" * 3_000, "<script>", "NEAR(a b)", "a:b*"):
        site.get(f"/search?q={query}")
    site.get("/search?q=a&board=99999", status=404)
    site.get("/search?q=a&province=zz", status=404)
    site.get("/search?q=a&before=x&board=%27")
