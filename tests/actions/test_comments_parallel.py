"""Comments that arrive at the same moment: posted once, counted right, edited by one."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.actions.comments import edit_comment, post_comment, withdraw_comment
from idea4gov.actions.proposals import withdraw_proposal
from idea4gov.domain.comments import (
    StaleComment,
)
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.store.comments.writing import recount
from idea4gov.store.models import CommentRevision, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.parallel import at_once, await_lock


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


def test_a_form_sent_twenty_times_at_once_posts_once(
    database: Database, proposal_id: int, viewer: Viewer
) -> None:
    def send() -> int:
        with database.transaction() as db:
            return post(db, viewer, proposal_id, form_key="double click")

    assert len(set(at_once([send] * 20))) == 1
    with database.reading() as db:
        assert comment_count(db, proposal_id) == 1
        assert recount(db) == []


def test_many_people_comment_and_withdraw_at_once(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        viewers = [viewer_of(db, add_account(db)) for _ in range(12)]

    def comment(viewer: Viewer, stays: bool) -> None:
        with database.transaction() as db:
            mine = post(db, viewer, proposal_id)
        if not stays:
            with database.transaction() as db:
                withdraw_comment(db, viewer, comment_id=mine)

    at_once([partial(comment, one, number % 3 > 0) for number, one in enumerate(viewers)])
    with database.reading() as db:
        assert comment_count(db, proposal_id) == 8
        assert recount(db) == []


def test_of_ten_edits_at_once_one_wins(database: Database, proposal_id: int, viewer: Viewer) -> None:
    with database.transaction() as db:
        mine = post(db, viewer, proposal_id, "แรก")

    def edit(body: str) -> bool:
        try:
            with database.transaction() as db:
                edit_comment(db, viewer, comment_id=mine, body=body, revision=1, now=NOON)
        except StaleComment:
            return False
        return True

    assert sum(at_once([partial(edit, f"คำที่ {number}") for number in range(10)])) == 1
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(CommentRevision)) == 1


def test_a_comment_that_waited_while_the_proposal_was_withdrawn_is_refused(
    postgres_database: Database,
) -> None:
    with postgres_database.transaction() as db:
        author = add_account(db)
        proposal_id = add_proposal(db, add_board(db), author)
        withdraws, viewer = viewer_of(db, author), viewer_of(db, add_account(db))

    def send() -> int:
        with postgres_database.transaction() as db:
            return post(db, viewer, proposal_id)

    with ThreadPoolExecutor(1) as threads:
        with postgres_database.transaction() as db:
            withdraw_proposal(db, withdraws, proposal_id=proposal_id, now=NOON)
            sent = threads.submit(send)
            await_lock(postgres_database)
        with pytest.raises(NotFound):
            sent.result()
    with postgres_database.reading() as db:
        assert comment_count(db, proposal_id) == 0
        assert recount(db) == []
