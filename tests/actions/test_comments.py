"""Commenting, answering, changing and withdrawing, by the rules of the board."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.actions.comments import edit_comment, get_visible_comment, post_comment, withdraw_comment
from idea4gov.domain.comments import (
    POSTS,
    CommentNotPublished,
    CommentsClosed,
    NotYourComment,
    ParentGone,
    ReplyToReply,
    StaleComment,
)
from idea4gov.domain.errors import Invalid, NotFound, TooMany
from idea4gov.domain.permissions import Viewer
from idea4gov.store.comments.threads import list_threads
from idea4gov.store.comments.writing import get_comment, move_state, recount
from idea4gov.store.models import Board, Comment, CommentRevision, Proposal
from idea4gov.store.proposals.reading import find_proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.hosted import add_hosted_round


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db))


@pytest.fixture
def viewer(database: Database) -> Viewer:
    with database.transaction() as db:
        return viewer_of(db, add_account(db))


def post(db: Session, viewer: Viewer, proposal_id: int, body: str = "เห็นด้วย", **options: Any) -> int:
    return post_comment(
        db, viewer, proposal_id=proposal_id, body=body, **{"form_key": None, "now": NOON, **options}
    )


def comment_count(db: Session, proposal_id: int) -> int:
    return db.scalars(select(Proposal.comment_count).where(Proposal.id == proposal_id)).one()


def test_the_counter_moves_with_published_comments_only(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    counts = []
    with database.transaction() as db:
        first = post(db, viewer, proposal_id)
        reply = post(db, viewer, proposal_id, parent_id=first)
        steps: list[Callable[[], object]] = [
            lambda: withdraw_comment(db, viewer, comment_id=first),
            lambda: withdraw_comment(db, viewer, comment_id=first),
            lambda: move_state(db, reply, before="published", after="hidden", hidden_reason="โฆษณา"),
            lambda: move_state(db, reply, before="published", after="hidden", hidden_reason="โฆษณา"),
            lambda: move_state(db, reply, before="hidden", after="published"),
        ]
        for step in steps:
            step()
            counts.append(comment_count(db, proposal_id))
        assert counts == [1, 1, 0, 0, 1]
        assert recount(db) == []


def test_a_recount_finds_the_counter_that_lies(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        post(db, viewer, proposal_id)
        db.get_one(Proposal, proposal_id).comment_count = 7
        db.flush()
        assert recount(db) == [(proposal_id, 7, 1)]


def test_replies_hang_on_their_comment_and_stay_when_it_is_withdrawn(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        first = post(db, viewer, proposal_id, "ความเห็นแรก")
        post(db, viewer, proposal_id, "คำตอบ", parent_id=first)
        withdraw_comment(db, viewer, comment_id=first)
        [thread] = list_threads(db, proposal_id, None).threads
        assert (thread.comment.state, thread.comment.body_html, thread.comment.author_name) == (
            "withdrawn",
            "",
            "",
        )
        assert [reply.body_html for reply in thread.replies] == ["<p>คำตอบ</p>"]


def test_a_reply_to_a_reply_is_refused(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        reply = post(db, viewer, proposal_id, parent_id=post(db, viewer, proposal_id))
        with pytest.raises(ReplyToReply):
            post(db, viewer, proposal_id, parent_id=reply)


def test_the_database_refuses_a_reply_to_a_reply_by_itself(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        reply = post(db, viewer, proposal_id, parent_id=post(db, viewer, proposal_id))
    copy = "SELECT proposal_id, author_id, id, 0, 1, state, body, body_html, 1, created_at FROM comment"
    insert = text(
        "INSERT INTO comment (proposal_id, author_id, parent_id, parent_depth, depth, state, body,"
        f" body_html, revision, created_at) {copy} WHERE id = :id"
    )
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert, {"id": reply})


def test_a_comment_of_another_proposal_cannot_be_answered_here(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        elsewhere = post(db, viewer, add_proposal(db, add_board(db)))
        for parent_id in (elsewhere, 10**18 - 1):
            with pytest.raises(NotFound):
                post(db, viewer, proposal_id, parent_id=parent_id)


def test_what_is_withdrawn_cannot_be_answered(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        first = post(db, viewer, proposal_id)
        withdraw_comment(db, viewer, comment_id=first)
        with pytest.raises(ParentGone):
            post(db, viewer, proposal_id, parent_id=first)


@pytest.mark.parametrize("state", ["draft", "hidden", "withdrawn"])
def test_only_published_proposals_are_commented(database: Database, viewer: Viewer, state: str) -> None:
    with database.transaction() as db:
        hidden = add_proposal(db, add_board(db), state=state)
        with pytest.raises(NotFound):
            post(db, viewer, hidden)
        with pytest.raises(NotFound):
            post(db, viewer, 10**18 - 1)


def test_a_closed_board_takes_no_comment_and_no_edit_but_lets_people_withdraw(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        mine = post(db, viewer, proposal_id)
        board = db.get_one(Board, db.get_one(Proposal, proposal_id).board_id)
        board.closes_at = NOON
        db.flush()
        with pytest.raises(CommentsClosed):
            post(db, viewer, proposal_id)
        with pytest.raises(CommentsClosed):
            edit_comment(db, viewer, comment_id=mine, body="ใหม่", revision=1, now=NOON)
        withdraw_comment(db, viewer, comment_id=mine)
        assert comment_count(db, proposal_id) == 0


def test_the_same_form_sent_twice_posts_once_and_other_words_twice(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        first = post(db, viewer, proposal_id, "เห็นด้วย", form_key="k")
        assert post(db, viewer, proposal_id, "เห็นด้วย ", form_key="k") == first
        assert post(db, viewer, proposal_id, "เห็นต่าง", form_key="k") != first
        assert post(db, viewer, proposal_id, "เห็นด้วย", form_key="k2") != first
        assert comment_count(db, proposal_id) == 3


def test_an_edit_keeps_the_earlier_wording(database: Database, proposal_id: int, viewer: Viewer) -> None:
    later = NOON + timedelta(minutes=5)
    with database.transaction() as db:
        mine = post(db, viewer, proposal_id, "แรก")
        edit_comment(db, viewer, comment_id=mine, body="สอง", revision=1, now=later)
        edit_comment(db, viewer, comment_id=mine, body="สอง", revision=1, now=later)
        found = get_comment(db, mine)
        assert (found.body, found.body_html, found.revision, found.edited_at) == (
            "สอง",
            "<p>สอง</p>",
            2,
            later,
        )
        kept = db.execute(
            select(CommentRevision.revision, CommentRevision.body, CommentRevision.written_at)
        ).all()
        assert kept == [(1, "แรก", NOON)]


def test_an_edit_of_an_old_wording_is_refused(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        mine = post(db, viewer, proposal_id, "แรก")
        edit_comment(db, viewer, comment_id=mine, body="สอง", revision=1, now=NOON)
        for revision in (1, 0, -1, 3, 10**18):
            with pytest.raises(StaleComment):
                edit_comment(db, viewer, comment_id=mine, body="สาม", revision=revision, now=NOON)


def test_others_and_hidden_comments_are_out_of_reach(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        other = viewer_of(db, add_account(db))
        mine = post(db, viewer, proposal_id)
        with pytest.raises(NotYourComment):
            edit_comment(db, other, comment_id=mine, body="ของฉัน", revision=1, now=NOON)
        with pytest.raises(NotYourComment):
            withdraw_comment(db, other, comment_id=mine)
        move_state(db, mine, before="published", after="hidden", hidden_reason="โฆษณา")
        with pytest.raises(CommentNotPublished):
            edit_comment(db, viewer, comment_id=mine, body="ใหม่", revision=1, now=NOON)
        with pytest.raises(CommentNotPublished):
            withdraw_comment(db, viewer, comment_id=mine)


def test_comments_of_a_hidden_proposal_are_not_found_by_others(database: Database, viewer: Viewer) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        mine = post(db, viewer, proposal_id)
        proposal = db.get_one(Proposal, proposal_id)
        proposal.state, proposal.hidden_reason = "hidden", "โฆษณา"
        db.flush()
        other = viewer_of(db, add_account(db))
        for stranger in (None, other):
            with pytest.raises(NotFound):
                get_visible_comment(db, mine, stranger)
        with pytest.raises(NotFound):
            withdraw_comment(db, other, comment_id=mine)


@pytest.mark.parametrize("body", ["", " \n ", "ก" * 2001, "\x00", "a\u202eb", "\ud800", "\u200b"])
def test_words_that_cannot_be_kept_name_their_field(
    database: Database, proposal_id: int, viewer: Viewer, body: str
) -> None:
    with database.transaction() as db:
        with pytest.raises(Invalid) as refused:
            post(db, viewer, proposal_id, body)
        assert refused.value.data["field"] == "body"
        assert db.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_form_key_of_any_characters_does_no_harm(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    with database.transaction() as db:
        posted = {post(db, viewer, proposal_id, form_key=key) for key in ("\x00", "\ud800", "x" * 9_999, "")}
        assert len(posted) == 4


def test_thirty_comments_an_hour_are_enough(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        for number in range(POSTS.times):
            post(db, viewer, proposal_id, f"ความเห็นที่ {number}")
        with pytest.raises(TooMany):
            post(db, viewer, proposal_id)
        post(db, viewer, proposal_id, now=NOON + POSTS.window)


@pytest.mark.parametrize(
    ("phase", "is_open"), [("collecting", True), ("reviewing", True), ("preview", False)]
)
def test_people_comment_on_a_round_until_its_ballot_paper_is_shown(
    database: Database, viewer: Viewer, phase: str, is_open: bool
) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_hosted_round(db, phase=phase).id)
        page = find_proposal(db, proposal_id)
        assert page
        assert page.comments_close_at
        assert (page.comments_close_at > NOON) == is_open
        if is_open:
            assert post(db, viewer, proposal_id)
        else:
            with pytest.raises(CommentsClosed):
                post(db, viewer, proposal_id)
