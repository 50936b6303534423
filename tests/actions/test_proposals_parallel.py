"""Proposals that arrive at the same moment, from real threads with connections of their own."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update

from idea4gov.actions.proposals import edit_proposal, post_proposal, withdraw_proposal
from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.proposals import NotPublished, StaleProposal
from idea4gov.store.boards.reading import get_board, list_miscounted
from idea4gov.store.models import Board, Proposal, ProposalRevision
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.parallel import at_once


@pytest.fixture
def board_id(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db)


def people(database: Database, number: int) -> list[Viewer]:
    with database.transaction() as db:
        return [viewer_of(db, add_account(db)) for _ in range(number)]


def post(database: Database, viewer: Viewer, board_id: int, form_key: str | None = None) -> int:
    with database.transaction() as db:
        return post_proposal(
            db,
            viewer,
            board_id=board_id,
            title="ถังขยะ",
            body="ตั้งถัง",
            category="environment",
            place="",
            form_key=form_key,
            now=NOON,
        )


def numbers_on(database: Database, board_id: int) -> list[int]:
    with database.reading() as db:
        assert list_miscounted(db) == []
        return list(
            db.scalars(select(Proposal.number).where(Proposal.board_id == board_id).order_by(Proposal.number))
        )


def test_a_form_sent_eight_times_at_once_makes_one_proposal(database: Database, board_id: int) -> None:
    [viewer] = people(database, 1)
    ids = at_once([partial(post, database, viewer, board_id, "a-form-key-of-this-test")] * 8)
    assert len(set(ids)) == 1
    assert numbers_on(database, board_id) == [1]


def test_numbers_are_dense_whoever_posts_at_the_same_time(database: Database, board_id: int) -> None:
    def post_five(viewer: Viewer) -> None:
        for _ in range(5):
            post(database, viewer, board_id)

    at_once([partial(post_five, viewer) for viewer in people(database, 8)])
    assert numbers_on(database, board_id) == list(range(1, 41))
    with database.reading() as db:
        board = get_board(db, board_id)
    assert (board.last_number, board.proposal_count) == (40, 40)


def test_posts_that_race_the_closing_are_refused_or_counted(database: Database, board_id: int) -> None:
    counted_at_closing: list[int] = []

    def close() -> bool:
        with database.transaction() as db:
            db.scalars(select(Board.id).where(Board.id == board_id).with_for_update()).one()
            counted_at_closing.extend(db.scalars(select(Proposal.id).where(Proposal.board_id == board_id)))
            db.execute(update(Board).where(Board.id == board_id).values(state="closed", closed_at=NOON))
        return True

    def try_to_post(viewer: Viewer) -> bool:
        try:
            post(database, viewer, board_id)
        except BoardClosed:
            return False
        return True

    jobs: list[Callable[[], bool]] = [partial(try_to_post, viewer) for viewer in people(database, 8)]
    answers = at_once([*jobs[:4], close, *jobs[4:]])
    posted = sum(answers) - 1
    assert len(counted_at_closing) == posted
    assert numbers_on(database, board_id) == list(range(1, posted + 1))


def test_of_edits_from_the_same_wording_one_is_kept(database: Database, board_id: int) -> None:
    [author] = people(database, 1)
    proposal_id = post(database, author, board_id)

    def edit(title: str) -> bool:
        try:
            with database.transaction() as db:
                edit_proposal(
                    db,
                    author,
                    proposal_id=proposal_id,
                    title=title,
                    body="ตั้งถัง",
                    category="other",
                    revision=1,
                    now=NOON,
                )
        except StaleProposal:
            return False
        return True

    assert sum(at_once([partial(edit, f"แบบที่ {each}") for each in range(8)])) == 1
    with database.reading() as db:
        assert list(db.scalars(select(ProposalRevision.revision))) == [1]


def test_withdrawals_beside_posts_neither_deadlock_nor_miscount(database: Database, board_id: int) -> None:
    [author] = people(database, 1)
    with database.transaction() as db:
        ids = [add_proposal(db, board_id, author.account_id) for _ in range(4)]

    def withdraw(proposal_id: int) -> bool:
        try:
            with database.transaction() as db:
                withdraw_proposal(db, author, proposal_id=proposal_id, now=NOON)
        except NotPublished:
            return False
        return True

    jobs: list[Callable[[], int]] = [partial(withdraw, one) for one in ids * 2]
    jobs += [partial(post, database, viewer, board_id) for viewer in people(database, 4)]
    assert sum(at_once(jobs)[:8]) == 4
    assert numbers_on(database, board_id) == list(range(1, 9))
