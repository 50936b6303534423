"""A proposal whose board stays open until the transaction ends: the first step of supports and comments."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, null
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetRound, Proposal
from idea4gov.store.records import get_record, select_into
from idea4gov.store.visibility import STATE


class Held(NamedTuple):
    """What the rules ask of a proposal and its board before something is added. None: no end is set."""

    proposal_state: str
    board_state: str
    closes_at: datetime | None
    comments_close_at: datetime | None


_proposal, _board, _round = table(Proposal).c, table(Board).c, table(BudgetRound).c
# People talk on while officials review a round's proposals, and again while the winners are built.
COMMENTS_CLOSE_AT = case(
    (_round.phase == "implementing", null()), else_=func.coalesce(_round.preview_at, _board.closes_at)
)
# The weakest lock: those who add wait for nobody but closing (FOR UPDATE), and closing waits for them.
_HOLD = (
    select_into(
        Held,
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


def hold_board(db: Session, proposal_id: int) -> Held:
    """Read a proposal with its board, and keep the board in its state. Raises NotFound."""
    return get_record(db, _HOLD, {"proposal": proposal_id})
