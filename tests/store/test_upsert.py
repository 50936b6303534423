"""Inserting what may be there already."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from idea4gov.store.models import Support
from idea4gov.store.session import Database
from idea4gov.store.upsert import insert_or_nothing
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of


def test_the_first_insert_says_yes_and_the_second_no(database: Database) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        person_id = viewer_of(db, add_account(db)).person_id
        row = {"proposal_id": proposal_id, "person_id": person_id, "created_at": NOON}
        assert insert_or_nothing(db, Support, **row) is True
        assert insert_or_nothing(db, Support, **row) is False
        assert db.scalar(select(func.count()).select_from(Support)) == 1


def test_a_broken_reference_is_an_error_and_not_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        insert_or_nothing(db, Support, proposal_id=1, person_id=1, created_at=NOON)
