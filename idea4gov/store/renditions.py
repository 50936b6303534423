"""What tells states of renditions apart, in statements whose number does not grow with a board."""

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal_column, select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import OfficialAnswer, Proposal

_proposal, _answer = table(Proposal).c, table(OfficialAnswer).c


def read_wordings(db: Session, board_id: int) -> str:
    """The published proposals of a board with their revisions, places and answers, as one text."""
    columns = (
        _proposal.id,
        _proposal.revision,
        _proposal.category,
        func.coalesce(_proposal.local_government_code, ""),
        func.coalesce(_proposal.subdistrict_code, ""),
        func.coalesce(_answer.revision, 0),
    )
    return _read(db, board_id, columns)


def read_counts(db: Session, board_id: int) -> str:
    """The supports and comments of the published proposals of a board, as one text."""
    return _read(db, board_id, (_proposal.support_count, _proposal.comment_count))


def _read(db: Session, board_id: int, columns: tuple[ColumnElement[Any], ...]) -> str:
    """One line for each published proposal, in their order, joined by the database."""
    texts: list[ColumnElement[str]] = [cast(column, String) for column in columns]
    line = reduce(lambda joined, text: joined + literal_column("':'", String) + text, texts[1:], texts[0])
    lines = (
        select(line.label("line"))
        .select_from(table(Proposal).outerjoin(table(OfficialAnswer), _answer.proposal_id == _proposal.id))
        .where(_proposal.board_id == board_id, _proposal.state == "published")
        .order_by(_proposal.number)
        .subquery()
    )
    return db.execute(select(func.aggregate_strings(lines.c.line, " "))).scalar_one() or ""
