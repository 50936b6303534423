"""What someone proposed, as their own page shows it."""

from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
from tests.web.conftest import Site, both_engines

pytestmark = both_engines


def test_own_proposals_are_shown_with_their_state_and_reason(
    database: Database, citizen: tuple[Site, int]
) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        board_id = add_board(db, title="ขยะหาดบางแสน")
        shown = add_proposal(db, board_id, account_id, title="ถังขยะแยกประเภท", support_count=1_234)
        hidden = add_proposal(db, board_id, account_id, state="hidden")
    text = site.get("/me").text
    assert [f"/proposals/{one}" in text for one in (shown, hidden)] == [True, True]
    assert all(words in text for words in ("ถังขยะแยกประเภท", "1,234", "โฆษณา", "ขยะหาดบางแสน"))


def test_someone_who_has_not_proposed_is_shown_the_way(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    own = site.get("/me").text.split('id="own-proposals"')[1].split("</section>")[0]
    assert "คุณยังไม่เคยเสนอเรื่องใด" in own
    assert 'href="/provinces"' in own
