"""Published proposals, as everybody may read them."""

from sqlalchemy import select

from idea4gov.store.base import table
from idea4gov.store.models import Board, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.published.source import Source

_proposal, _board = table(Proposal).c, table(Board).c
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
        _proposal.is_answered,
        _proposal.created_at,
        _proposal.edited_at,
    )
    .select_from(table(Proposal).join(table(Board), _board.id == _proposal.board_id))
    .where(PUBLIC_BOARD, PUBLIC_PROPOSAL)
)
PROPOSALS = Source(
    _ROWS,
    (_proposal.board_id, _proposal.number),
    {
        "board": lambda board_id: _proposal.board_id == board_id,
        "province": lambda code: _board.province_code == code,
        "category": lambda key: _proposal.category == key,
        "answered": _proposal.is_answered.is_,
    },
)
ONE_PROPOSAL = Source(_ROWS, (_proposal.id,))
"""The same rows, found by their number in the system."""
