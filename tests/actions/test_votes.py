"""Giving and taking back a support, by the rules of the board."""

from datetime import datetime, timedelta

import pytest

from idea4gov.actions.votes import support_proposal, withdraw_support
from idea4gov.domain.errors import NotFound
from idea4gov.domain.votes import SupportState, VotingClosed
from idea4gov.store.models import Board, Proposal
from idea4gov.store.proposals.lists import list_by_support, list_newest
from idea4gov.store.proposals.reading import find_proposal
from idea4gov.store.session import Database
from idea4gov.store.votes import get_support_page, recount
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.queries import count_queries

ACTIONS = [support_proposal, withdraw_support]


def test_giving_and_taking_back_may_be_repeated(database: Database) -> None:
    with database.transaction() as db:
        proposal_id, viewer = add_proposal(db, add_board(db)), viewer_of(db, add_account(db))
        for _ in range(2):
            given = support_proposal(db, viewer, proposal_id=proposal_id, now=NOON)
            assert given == SupportState(True, 1)
        for _ in range(2):
            taken = withdraw_support(db, viewer, proposal_id=proposal_id, now=NOON)
            assert taken == SupportState(False, 0)


def test_authors_support_their_own_proposal_like_anybody(database: Database) -> None:
    with database.transaction() as db:
        author = add_account(db)
        proposal_id = add_proposal(db, add_board(db), author)
        state = support_proposal(db, viewer_of(db, author), proposal_id=proposal_id, now=NOON)
        assert state == SupportState(True, 1)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", ["draft", "hidden", "merged", "withdrawn"])
def test_what_is_not_published_is_not_found(database: Database, action: object, state: str) -> None:
    with database.transaction() as db:
        proposal_id, viewer = add_proposal(db, add_board(db), state=state), viewer_of(db, add_account(db))
        with pytest.raises(NotFound):
            action(db, viewer, proposal_id=proposal_id, now=NOON)  # type: ignore[operator]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("number", [1, 10**18 - 1])
def test_a_forged_number_is_not_found(database: Database, action: object, number: int) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        with pytest.raises(NotFound):
            action(db, viewer, proposal_id=number, now=NOON)  # type: ignore[operator]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", ["closed", "archived"])
def test_a_closed_board_keeps_its_supports(database: Database, action: object, state: str) -> None:
    with database.transaction() as db:
        proposal_id, viewer = add_proposal(db, add_board(db, state=state)), viewer_of(db, add_account(db))
        with pytest.raises(VotingClosed):
            action(db, viewer, proposal_id=proposal_id, now=NOON)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(NOON - timedelta(microseconds=1), True), (NOON, False), (NOON + timedelta(1), False)],
)
def test_the_closing_time_counts_before_anybody_closes(
    database: Database, now: datetime, allowed: bool
) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        db.get_one(Board, board_id).closes_at = NOON
        proposal_id, viewer = add_proposal(db, board_id), viewer_of(db, add_account(db))
        if allowed:
            assert support_proposal(db, viewer, proposal_id=proposal_id, now=now).supported
        else:
            with pytest.raises(VotingClosed):
                support_proposal(db, viewer, proposal_id=proposal_id, now=now)


def test_a_support_takes_three_statements_on_a_full_proposal_too(database: Database) -> None:
    counts = []
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        viewers = [viewer_of(db, add_account(db)) for _ in range(12)]
        for viewer in viewers:
            with count_queries(database) as sent:
                support_proposal(db, viewer, proposal_id=proposal_id, now=NOON)
            counts.append(len(sent))
    assert set(counts) == {3}


def test_lists_tell_which_proposals_a_person_supports(database: Database) -> None:
    with database.transaction() as db:
        board_id, viewer = add_board(db), viewer_of(db, add_account(db))
        first, second, third = (add_proposal(db, board_id) for _ in range(3))
        for one in (first, third):
            support_proposal(db, viewer, proposal_id=one, now=NOON)
        for list_some in (list_newest, list_by_support):
            shown = list_some(db, board_id, person_id=viewer.person_id).cards
            assert {card.id for card in shown if card.is_supported} == {first, third}
            assert not any(card.is_supported for card in list_some(db, board_id).cards)
        for one, supported in ((first, True), (second, False)):
            found = find_proposal(db, one, person_id=viewer.person_id)
            assert found is not None
            assert found.is_supported is supported
        assert get_support_page(db, first, viewer.person_id).supported is True
        assert get_support_page(db, second, viewer.person_id).supported is False


def test_a_recount_finds_the_counter_that_lies(database: Database) -> None:
    with database.transaction() as db:
        board_id, viewer = add_board(db), viewer_of(db, add_account(db))
        right, wrong, invented = (add_proposal(db, board_id) for _ in range(3))
        for one in (right, wrong):
            support_proposal(db, viewer, proposal_id=one, now=NOON)
        assert recount(db) == []
        db.flush()
        db.expire_all()
        db.get_one(Proposal, wrong).support_count = 5
        db.get_one(Proposal, invented).support_count = 2
        db.flush()
        assert recount(db) == [(wrong, 5, 1), (invented, 2, 0)]
        assert recount(db, limit=1) == [(wrong, 5, 1)]
