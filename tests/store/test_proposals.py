"""What the database refuses of a proposal, and the counter of its board."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from idea4gov.store.boards.reading import get_board, list_miscounted
from idea4gov.store.models import Proposal
from idea4gov.store.proposals.writing import move_state
from idea4gov.store.session import Database
from tests.factories import add_board, add_local_government, add_proposal, add_subdistrict


@pytest.mark.parametrize(
    "values",
    [{"local_government_code": "1401"}, {"subdistrict_code": "140101"}, {"province_code": "14"}],
)
def test_the_database_refuses_a_place_outside_the_province(
    database: Database, values: dict[str, str]
) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        add_local_government(db, "1401", "เทศบาลตำบลหัวเวียง", "Hua Wiang")
        add_subdistrict(db, "140101")
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.id == proposal_id).values(**values))


def test_the_boards_counter_follows_hiding_and_restoring(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        proposal_id = add_proposal(db, board_id)
    hide = {"board_id": board_id, "before": "published", "after": "hidden", "hidden_reason": "โฆษณา"}
    with database.transaction() as db:
        assert move_state(db, proposal_id, **hide) is True  # type: ignore[arg-type]
        assert move_state(db, proposal_id, **hide) is False  # type: ignore[arg-type]
        assert get_board(db, board_id).proposal_count == 0
        assert move_state(db, proposal_id, board_id=board_id, before="hidden", after="published")
        assert get_board(db, board_id).proposal_count == 1
        assert list_miscounted(db) == []
