"""The lock that supports and comments take first: the board stays open until their transaction ends."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, null
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetRound, Proposal
from idea4gov.store.records import get_record, select_into
from idea4gov.store.visibility import STATE


class BoardLock(NamedTuple):
    """The states of a proposal and its board, and the ends of supports and of comments (None: no end)."""

    proposal_state: ProposalState
    board_state: BoardState
    closes_at: datetime | None
    comments_close_at: datetime | None


_proposal, _board, _round = table(Proposal).c, table(Board).c, table(BudgetRound).c
# People talk on while officials review a round's proposals, and again while the winners are built.
COMMENTS_CLOSE_AT = case(
    (_round.phase == "implementing", null()), else_=func.coalesce(_round.preview_at, _board.closes_at)
)
# FOR KEY SHARE, the weakest lock: it waits only for closing (FOR UPDATE), and closing waits for it.
_LOCK = (
    select_into(
        BoardLock,
        proposal_state=_proposal.state,
        board_state=STATE,
        closes_at=_board.closes_at,
        comments_close_at=COMMENTS_CLOSE_AT,
    )
    .join_from(table(Proposal), table(Board), _proposal.board_id == _board.id)
    .outerjoin(table(BudgetRound), _round.board_id == _board.id)
    .where(_proposal.id == bindparam("proposal"))
    .with_for_update(read=True, key_share=True, of=table(Board))
)


def lock_board(db: Session, proposal_id: int) -> BoardLock:
    """Lock the board of a proposal against closing until the transaction ends. Raises NotFound."""
    return get_record(db, _LOCK, {"proposal": proposal_id})
