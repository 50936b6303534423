"""Supports in the store, where others support the same proposal and the person supports others."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.store.models import Support
from idea4gov.store.session import Database
from idea4gov.store.votes import (
    add_support,
    get_support_count,
    get_support_page,
    move_support_count,
    recount,
    remove_support,
)
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of

_SUPPORTS = select(Support.proposal_id, Support.person_id)


def persons(db: Session, number: int) -> list[int]:
    return [viewer_of(db, add_account(db)).person_id for _ in range(number)]


def supports(db: Session) -> set[tuple[int, int]]:
    return {(row.proposal_id, row.person_id) for row in db.execute(_SUPPORTS)}


def test_withdrawing_takes_ones_own_support_of_this_proposal_alone(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        here, there = add_proposal(db, board_id), add_proposal(db, board_id)
        one, other = persons(db, 2)
        every = {(proposal, person) for proposal in (here, there) for person in (one, other)}
        for proposal, person in every:
            assert add_support(db, proposal, person, now=NOON)
        assert remove_support(db, here, one)
        assert supports(db) == every - {(here, one)}
        assert not remove_support(db, here, one)
        assert supports(db) == every - {(here, one)}


def test_a_second_support_of_a_person_is_no_row(database: Database) -> None:
    with database.transaction() as db:
        proposal_id, [person] = add_proposal(db, add_board(db)), persons(db, 1)
        assert [add_support(db, proposal_id, person, now=NOON) for _ in range(2)] == [True, False]
        assert supports(db) == {(proposal_id, person)}


def test_the_counter_of_one_proposal_moves_alone(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        here, there = (add_proposal(db, board_id, support_count=5) for _ in range(2))
        assert move_support_count(db, here, by=2) == 7
        assert move_support_count(db, here, by=-3) == 4
        assert (get_support_count(db, here), get_support_count(db, there)) == (4, 5)


def test_the_page_of_a_proposal_tells_its_own_facts(database: Database) -> None:
    with database.transaction() as db:
        board_id, other_board = add_board(db, title="ขยะ"), add_board(db, title="น้ำ")
        here = add_proposal(db, board_id, title="ถังขยะ", support_count=3)
        there = add_proposal(db, other_board, title="ท่อ", support_count=9)
        one, other = persons(db, 2)
        add_support(db, here, one, now=NOON)
        add_support(db, there, other, now=NOON)
        page = get_support_page(db, here, one)
        assert page == ("ถังขยะ", board_id, "ขยะ", "published", "open", None, 3, True)
        assert not get_support_page(db, here, other).supported
        with pytest.raises(NotFound):
            get_support_page(db, 10**6, one)


def test_a_recount_lists_wrong_counters_by_number(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        wrong = [add_proposal(db, board_id, support_count=count) for count in (9, 1, 4)]
        right = add_proposal(db, board_id, support_count=2)
        for person in persons(db, 2):
            add_support(db, right, person, now=NOON)
            add_support(db, wrong[1], person, now=NOON)
        assert recount(db) == [(wrong[0], 9, 0), (wrong[1], 1, 2), (wrong[2], 4, 0)]
