"""Lists of boards, and the counters that they show."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from idea4gov.store.boards.reading import list_boards, list_closing_soon, list_miscounted
from idea4gov.store.models import Board
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_board, add_proposal
from tests.queries import count_queries


def test_a_card_counts_published_proposals_and_their_supports(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db, local_government_code=SAEN_SUK)
        add_board(db)
        add_proposal(db, board_id, support_count=5)
        add_proposal(db, board_id, support_count=2)
        add_proposal(db, board_id, support_count=90, state="hidden")
    with database.reading() as db:
        empty, card = list_boards(db, now=NOON)
    assert (card.id, card.proposal_count, card.support_count) == (board_id, 2, 7)
    assert card.local_government_name_th == "เทศบาลเมืองแสนสุข"
    assert (empty.proposal_count, empty.support_count, empty.local_government_name_th) == (0, 0, None)


def test_a_board_past_its_closing_time_is_listed_as_closed(database: Database) -> None:
    with database.transaction() as db:
        late, running, endless = add_board(db), add_board(db), add_board(db)
        add_board(db, state="draft")
        db.execute(update(Board).where(Board.id == late).values(closes_at=NOON))
        db.execute(update(Board).where(Board.id == running).values(closes_at=NOON + timedelta(hours=1)))
    with database.reading() as db:
        assert [card.id for card in list_boards(db, now=NOON, state="open")] == [endless, running]
        assert [(card.id, card.state) for card in list_boards(db, now=NOON, state="closed")] == [
            (late, "closed")
        ]
        assert [card.id for card in list_closing_soon(db, now=NOON)] == [running]


def test_pages_of_a_province_hold_each_of_its_boards_once(database: Database) -> None:
    with database.transaction() as db:
        ids = [add_board(db) for _ in range(7)]
        add_board(db, province_code="14")
    seen: list[int] = []
    with database.reading() as db:
        while cards := list_boards(
            db, now=NOON, province_code="20", before_id=seen[-1] if seen else None, limit=3
        ):
            seen += [card.id for card in cards]
    assert seen == ids[::-1]


def test_a_list_of_boards_is_one_query(database: Database) -> None:
    with database.transaction() as db:
        for _ in range(5):
            add_proposal(db, add_board(db))
    with database.reading() as db, count_queries(database) as sent:
        list_boards(db, now=NOON, province_code="20")
    assert len(sent) == 1


def test_a_counter_that_is_wrong_is_found(database: Database) -> None:
    with database.transaction() as db:
        right, wrong = add_board(db), add_board(db)
        for board_id in (right, wrong):
            add_proposal(db, board_id)
            add_proposal(db, board_id, state="hidden")
        db.execute(update(Board).where(Board.id == wrong).values(proposal_count=2))
    with database.reading() as db:
        assert list_miscounted(db) == [(wrong, 2, 1)]


def test_a_counter_cannot_leave_its_bounds(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(Board).where(Board.id == add_board(db)).values(proposal_count=1))
