"""Comments that change: edited, withdrawn, hidden, and left alone by everybody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from idea4gov.store.comments.writing import move_state
from idea4gov.store.models import Board, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal
from tests.web.conftest import Site, both_engines, hidden_fields

pytestmark = both_engines


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db, local_government_code="2094"))


@pytest.fixture
def page(proposal_id: int) -> str:
    return f"/proposals/{proposal_id}"


def write(site: Site, page: str, body: str, **fields: str) -> str:
    """Post a comment from the proposal's page. Returns the comment's number."""
    answer = site.submit(page, {"body": body, **fields}, action=f"{page}/comments")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return answer.location.rpartition("#comment-")[2]


def test_an_edit_marks_the_comment(citizen: tuple[Site, int], site: Site, page: str) -> None:
    author, _ = citizen
    number = write(author, page, "แรก")
    assert "แรก</textarea>" in author.get(f"/comments/{number}/edit").text
    answer = author.submit(f"/comments/{number}/edit", {"body": "แก้แล้ว"})
    assert answer.status_code == 303
    text = site.get(page).text
    assert "แก้แล้ว" in text
    assert "แรก" not in text


def test_a_stale_edit_shows_both_texts_and_the_next_one_is_saved(
    citizen: tuple[Site, int], page: str
) -> None:
    site, _ = citizen
    edit = f"/comments/{write(site, page, 'แรก')}/edit"
    old = hidden_fields(site.get(edit).text, edit)
    site.submit(edit, {"body": "จากอีกแท็บ"})
    answer = site.client.post(edit, data={**old, "body": "ของฉัน"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "<p>จากอีกแท็บ</p>" in text
    assert "ของฉัน</textarea>" in text
    assert site.client.post(edit, data={**hidden_fields(text, edit), "body": "ของฉัน"}).status_code == 303


def test_a_withdrawn_comment_keeps_its_replies_and_not_its_words(
    citizen: tuple[Site, int], site: Site, page: str
) -> None:
    author, _ = citizen
    number = write(author, page, "คำที่เสียใจ")
    write(author, page, "คำตอบของเพื่อน", parent_id=number)
    assert author.submit(f"/comments/{number}/withdraw", {}).status_code == 303
    for visitor in (site, author):
        text = visitor.get(page).text
        assert "คำที่เสียใจ" not in text
        assert "คำตอบของเพื่อน" in text
        assert "comment-gone" in text


def test_a_hidden_comment_tells_only_its_author_why(
    citizen: tuple[Site, int], site: Site, database: Database, page: str
) -> None:
    author, _ = citizen
    number = write(author, page, "ซื้อของร้านฉัน")
    with database.transaction() as db:
        move_state(db, int(number), before="published", after="hidden", hidden_reason="เป็นโฆษณา")
    for path in (page, f"/comments/{number}"):
        text = site.get(path).text
        assert "ซื้อของร้านฉัน" not in text
        assert "เป็นโฆษณา" not in text
        assert "สมชาย ใจดี" not in text[text.index(f'id="comment-{number}"') :]
        assert "เป็นโฆษณา" in author.get(path).text
    assert author.client.get(f"/comments/{number}/edit").status_code == 409
    assert author.client.get(f"/comments/{number}/withdraw").status_code == 409


def test_others_can_neither_edit_nor_withdraw(
    citizen: tuple[Site, int], member: Callable[[str], Site], page: str
) -> None:
    number = write(citizen[0], page, "ของฉัน")
    other = member("malee@example.org")
    for act in ("edit", "withdraw"):
        assert other.client.get(f"/comments/{number}/{act}").status_code == 403
        fields = hidden_fields(other.get(page).text, f"{page}/comments")
        answer = other.client.post(f"/comments/{number}/{act}", data={**fields, "body": "ของเธอ"})
        assert answer.status_code == 403


def test_a_closed_board_shows_comments_and_no_form(
    citizen: tuple[Site, int], database: Database, proposal_id: int, page: str
) -> None:
    site, _ = citizen
    number = write(site, page, "ทันเวลา")
    fields = hidden_fields(site.get(page).text, f"{page}/comments")
    with database.transaction() as db:
        db.get_one(Board, db.get_one(Proposal, proposal_id).board_id).closes_at = NOON - timedelta(1)
    text = site.get(page).text
    assert "ทันเวลา" in text
    assert "<textarea" not in text
    answer = site.client.post(f"{page}/comments", data={**fields, "body": "สายไป"})
    assert answer.status_code == 409
    assert "สายไป</textarea>" in answer.get_data(as_text=True)
    assert site.client.get(f"/comments/{number}/edit").status_code == 409
