"""Published comments, as everybody may read them."""

from sqlalchemy import select

from idea4gov.store.base import table
from idea4gov.store.grants import is_official
from idea4gov.store.models import Board, Comment, Proposal
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.published.source import Source

_comment, _proposal, _board = table(Comment).c, table(Proposal).c, table(Board).c

_IS_OFFICIAL = is_official(_comment.author_id, _board.province_code, _board.local_government_code)
COMMENTS = Source(
    select(
        _comment.id,
        _comment.proposal_id,
        _proposal.board_id,
        _comment.parent_id,
        _comment.body,
        _comment.author_id,
        _IS_OFFICIAL.label("is_official"),
        _comment.created_at,
        _comment.edited_at,
    )
    .select_from(
        table(Comment)
        .join(table(Proposal), _proposal.id == _comment.proposal_id)
        .join(table(Board), _board.id == _proposal.board_id)
    )
    .where(PUBLIC_BOARD, PUBLIC_PROPOSAL, _comment.state == "published"),
    (_comment.id,),
    {
        "proposal": lambda proposal_id: _comment.proposal_id == proposal_id,
        "board": lambda board_id: _proposal.board_id == board_id,
    },
)
