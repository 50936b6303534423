"""Supports that arrive at the same moment: the database decides, and the counter tells its rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.actions.proposals import withdraw_proposal
from idea4gov.actions.results import close_board
from idea4gov.actions.votes import support_proposal, withdraw_support
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.votes import SupportState, VotingClosed
from idea4gov.store.models import BoardResultLine, Proposal, Support
from idea4gov.store.session import Database
from idea4gov.store.votes import recount
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, grant, viewer_of
from tests.parallel import at_once, await_lock


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db))


def people(database: Database, number: int) -> list[Viewer]:
    with database.transaction() as db:
        return [viewer_of(db, add_account(db)) for _ in range(number)]


def act(
    database: Database, action: Callable[..., SupportState], viewer: Viewer, proposal_id: int
) -> SupportState:
    with database.transaction() as db:
        return action(db, viewer, proposal_id=proposal_id, now=NOON)


def counted(db: Session, proposal_id: int) -> tuple[int, int]:
    """The counter of a proposal, and its rows."""
    counter = db.get_one(Proposal, proposal_id).support_count
    rows = db.scalar(select(func.count()).select_from(Support).where(Support.proposal_id == proposal_id))
    return counter, rows or 0


def test_fifty_supports_of_one_person_at_once_are_one(database: Database, proposal_id: int) -> None:
    [viewer] = people(database, 1)
    answers = at_once([partial(act, database, support_proposal, viewer, proposal_id)] * 50)
    assert set(answers) == {SupportState(True, 1)}
    with database.reading() as db:
        assert counted(db, proposal_id) == (1, 1)


def test_two_accounts_of_one_person_at_once_are_one(database: Database, proposal_id: int) -> None:
    first, second = people(database, 2)
    twin = Viewer(second.account_id, first.person_id, second.display_name, "th", "20")
    at_once([partial(act, database, support_proposal, one, proposal_id) for one in [first, twin] * 8])
    with database.reading() as db:
        assert counted(db, proposal_id) == (1, 1)


def test_forty_people_at_once_are_forty(database: Database, proposal_id: int) -> None:
    jobs = [partial(act, database, support_proposal, viewer, proposal_id) for viewer in people(database, 40)]
    answers = at_once(jobs)
    assert sorted(answer.support_count for answer in answers) == list(range(1, 41))
    with database.reading() as db:
        assert counted(db, proposal_id) == (40, 40)


def test_giving_and_taking_back_in_a_storm_ends_with_a_true_counter(
    database: Database, proposal_id: int
) -> None:
    with database.transaction() as db:
        others = [add_proposal(db, add_board(db)) for _ in range(2)]
    jobs = [
        partial(act, database, action, viewer, target)
        for viewer in people(database, 5)
        for target in (proposal_id, *others)
        for action in (support_proposal, withdraw_support, support_proposal)
    ]
    at_once(jobs)
    with database.reading() as db:
        assert recount(db) == []
        assert all(counter == rows for counter, rows in (counted(db, one) for one in (proposal_id, *others)))


@pytest.mark.slow
def test_fifty_withdrawals_of_one_support_take_back_one(database: Database, proposal_id: int) -> None:
    [viewer, other] = people(database, 2)
    for one in (viewer, other):
        act(database, support_proposal, one, proposal_id)
    answers = at_once([partial(act, database, withdraw_support, viewer, proposal_id)] * 50)
    assert set(answers) == {SupportState(False, 1)}
    with database.reading() as db:
        assert counted(db, proposal_id) == (1, 1)


def test_what_closing_counts_is_what_stays(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        official = add_account(db)
        grant(db, official, local_government=None)
        moderator = viewer_of(db, official)
        board_id = db.get_one(Proposal, proposal_id).board_id

    def support(viewer: Viewer) -> int:
        try:
            act(database, support_proposal, viewer, proposal_id)
        except VotingClosed:
            return 0
        return 1

    def close() -> int:
        with database.transaction() as db:
            return close_board(db, moderator, board_id, now=NOON).supports

    jobs: list[Callable[[], int]] = [partial(support, viewer) for viewer in people(database, 30)]
    answers = at_once([*jobs[:15], close, *jobs[15:]])
    sealed = answers.pop(15)
    assert sum(answers) == sealed
    with database.reading() as db:
        assert counted(db, proposal_id) == (sealed, sealed)
        assert db.scalar(select(BoardResultLine.support_count)) == sealed


def test_a_support_that_waited_while_the_proposal_was_withdrawn_is_refused(
    postgres_database: Database,
) -> None:
    with postgres_database.transaction() as db:
        author = add_account(db)
        proposal_id = add_proposal(db, add_board(db), author)
        withdraws = viewer_of(db, author)
    [viewer] = people(postgres_database, 1)
    with ThreadPoolExecutor(1) as threads:
        with postgres_database.transaction() as db:
            withdraw_proposal(db, withdraws, proposal_id=proposal_id, now=NOON)
            support = threads.submit(act, postgres_database, support_proposal, viewer, proposal_id)
            await_lock(postgres_database)
        with pytest.raises(NotFound):
            support.result()
    with postgres_database.reading() as db:
        assert counted(db, proposal_id) == (0, 0)
