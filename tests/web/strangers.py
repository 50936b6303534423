"""An author and their things, whom strange requests meet, and a look at the answers."""

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from idea4gov.store.models import Comment, Proposal
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
from tests.officials import add_comment
from tests.web.conftest import Site, check_page, hidden_fields

NEW = "/boards/1/proposals/new"
WORDS = {"title": "ถังขยะแยกประเภท", "body": "ตั้งทุก 100 เมตร", "category": "environment", "place": ""}
FORM = "application/x-www-form-urlencoded"
HUGE = "1" + "0" * 30


@pytest.fixture
def author(citizen: tuple[Site, int], database: Database) -> Site:
    """Somchai with proposal 1 and comment 1 of his own on board 1; proposal 2 and comment 2 are of others."""
    site, account_id = citizen
    with database.transaction() as db:
        board = add_board(db)
        mine = add_proposal(db, board, account_id)
        comment = add_comment(db, mine)
        db.execute(update(Comment).where(Comment.id == comment).values(author_id=account_id))
        add_comment(db, add_proposal(db, board, title="ของคนอื่น"))
    return site


def token(site: Site) -> dict[str, str]:
    return {"csrf_token": hidden_fields(site.get("/me").text, "/me/profile")["csrf_token"]}


def says(answer: TestResponse, status: int, *words: str) -> str:
    """The page of an answer, after a look at its status, its HTML and what it says."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    check_page(text, answer.headers["Content-Security-Policy"])
    assert [one for one in words if one not in text] == []
    return text


def count_proposals(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Proposal)) or 0
