"""What someone proposed, as their own page shows it."""

from flask import Flask, render_template

from idea4gov.store.proposals import list_own
from idea4gov.store.session import Database
from tests.factories import add_account, add_board, add_proposal


def test_own_proposals_are_shown_with_their_state_and_reason(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        account_id, board_id = add_account(db), add_board(db, title="ขยะหาดบางแสน")
        shown = add_proposal(db, board_id, account_id, title="ถังขยะแยกประเภท", support_count=1_234)
        hidden = add_proposal(db, board_id, account_id, state="hidden")
        own = list_own(db, account_id)
    with app.test_request_context("/me"):
        text = render_template("pages/proposals/_own.html", own=own)
    assert [f"/proposals/{one}" in text for one in (shown, hidden)] == [True, True]
    assert all(words in text for words in ("ถังขยะแยกประเภท", "1,234", "โฆษณา", "ขยะหาดบางแสน"))


def test_someone_who_has_not_proposed_is_shown_the_way(app: Flask) -> None:
    with app.test_request_context("/me"):
        assert "/provinces" in render_template("pages/proposals/_own.html", own=[])
