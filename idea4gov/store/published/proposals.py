"""Published proposals, as everybody may read them."""

from sqlalchemy import ColumnElement, select

from idea4gov.store.base import table
from idea4gov.store.models import Board, OfficialAnswer, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.published.source import Source

_proposal, _board, _answer = table(Proposal).c, table(Board).c, table(OfficialAnswer).c
_IS_ANSWERED = _answer.proposal_id.is_not(None)


def _answered(wanted: bool) -> ColumnElement[bool]:
    return _IS_ANSWERED if wanted else _answer.proposal_id.is_(None)


_ROWS = (
    select(
        _proposal.board_id,
        _proposal.number,
        _proposal.id,
        _proposal.title,
        _proposal.body,
        _proposal.category,
        _proposal.province_code,
        _proposal.local_government_code,
        _proposal.subdistrict_code,
        _proposal.author_id,
        _proposal.support_count,
        _proposal.comment_count,
        _IS_ANSWERED.label("is_answered"),
        _proposal.created_at,
        _proposal.edited_at,
    )
    .select_from(
        table(Proposal)
        .join(table(Board), _board.id == _proposal.board_id)
        .outerjoin(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
    )
    .where(PUBLIC_BOARD, PUBLIC_PROPOSAL)
)
PROPOSALS = Source(
    _ROWS,
    (_proposal.board_id, _proposal.number),
    {
        "board": lambda board_id: _proposal.board_id == board_id,
        "province": lambda code: _board.province_code == code,
        "category": lambda key: _proposal.category == key,
        "answered": _answered,
    },
)
ONE_PROPOSAL = Source(_ROWS, (_proposal.id,))
"""The same rows, found by their number in the system."""
