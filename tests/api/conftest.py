"""A site with one of everything that is public, and of what must not be."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions.answers import answer_proposal
from idea4gov.actions.results import close_board
from idea4gov.store.models import BudgetMilestone, BudgetProject
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import (
    SAEN_SUK,
    add_account,
    add_board,
    add_local_government,
    add_proposal,
    viewer_of,
)
from tests.officials import add_comment, add_official, support
from tests.rounds import DRAIN, import_text
from tests.web.conftest import app, citizen, outbox, site

__all__ = ["app", "citizen", "outbox", "site"]

SECRET_NAME = "สมชาย ใจดี"


@dataclass
class Published:
    """Numbers of what `published` made."""

    open_board: int
    closed_board: int
    proposal: int
    answered: int
    hidden: int
    comment: int
    round_id: int
    author: int


@pytest.fixture
def published(database: Database) -> Published:
    """Two boards of Saen Suk, one closed; proposals, supports, comments, an answer, a round; a draft."""
    with database.transaction() as db:
        add_local_government(db)
        official = add_official(db)
        author = add_account(db, display_name=SECRET_NAME)
        open_board = add_board(db, author)
        closed_board = add_board(db, title="ทางเท้า", local_government_code=SAEN_SUK)
        add_board(db, state="draft", title="ร่างลับ")
        proposal = add_proposal(db, open_board, author)
        hidden = add_proposal(db, open_board, author, state="hidden", title="ถูกซ่อน")
        answered = add_proposal(db, closed_board, author, title="=1+1", category="safety")
        comment = add_comment(db, proposal)
        add_comment(db, proposal, state="hidden", body="ความเห็นที่ถูกซ่อน")
        add_comment(db, hidden, body="ใต้ข้อเสนอที่ถูกซ่อน")
        support(db, answered, *(viewer_of(db, add_account(db)).person_id for _ in range(6)))
        answer_proposal(db, official, answered, body="**รับดำเนินการ**", revision=0, now=NOON)
        close_board(db, official, closed_board, now=NOON)
        round_id = import_text(db).round_id
        _report(db, round_id, author)
    return Published(open_board, closed_board, proposal, answered, hidden, comment, round_id, author)


def _report(db: Session, round_id: int, author: int) -> None:
    """A milestone of the drain."""
    project = db.scalars(select(BudgetProject).where(BudgetProject.code == DRAIN)).one()
    db.add(
        BudgetMilestone(
            round_id=round_id,
            project_id=project.id,
            state="underway",
            percent_spent=40,
            body="ลงนามสัญญาแล้ว",
            author_id=author,
            created_at=NOON,
        )
    )


def get_json(client: FlaskClient, path: str, status: int = 200, **options: Any) -> Any:
    """The body of an answer of the API."""
    response = client.get(f"/api/v1{path}", **options)
    assert response.status_code == status, (path, response.status_code, response.get_data(as_text=True))
    return response.get_json(force=True)
