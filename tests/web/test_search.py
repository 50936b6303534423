"""Looking for proposals, and being told of similar ones."""

from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
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
