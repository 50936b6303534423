"""Official answers, as everybody may read them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Board, OfficialAnswer, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.published.source import Source
from idea4gov.store.records import list_records, select_into

_answer, _proposal, _board = table(OfficialAnswer).c, table(Proposal).c, table(Board).c

ANSWERS = Source(
    select(
        _answer.proposal_id,
        _proposal.board_id,
        _board.province_code,
        _board.local_government_code,
        _answer.body,
        _answer.revision,
        _answer.answered_at,
        _answer.edited_at,
    )
    .select_from(
        table(OfficialAnswer)
        .join(table(Proposal), _proposal.id == _answer.proposal_id)
        .join(table(Board), _board.id == _proposal.board_id)
    )
    .where(PUBLIC_BOARD, PUBLIC_PROPOSAL),
    (_answer.proposal_id,),
    {
        "board": lambda board_id: _proposal.board_id == board_id,
        "province": lambda code: _board.province_code == code,
        "local_government": lambda code: _board.local_government_code == code,
    },
)


class NewAnswer(NamedTuple):
    """An answer as feeds show it."""

    proposal_id: int
    title: str
    body_html: str
    answered_at: datetime


def list_new_answers(db: Session, board_id: int, *, limit: int) -> list[NewAnswer]:
    """The official answers on a board, newest first."""
    return list_records(
        db,
        select_into(NewAnswer, _answer, title=_proposal.title)
        .select_from(
            table(OfficialAnswer)
            .join(table(Proposal), _proposal.id == _answer.proposal_id)
            .join(table(Board), _board.id == _proposal.board_id)
        )
        .where(PUBLIC_BOARD, PUBLIC_PROPOSAL, _proposal.board_id == board_id)
        .order_by(_answer.answered_at.desc(), _answer.proposal_id.desc())
        .limit(limit),
    )
