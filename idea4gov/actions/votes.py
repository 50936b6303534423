"""Give a support and take it back: both may be sent twice, and count once.

Locks are always taken in the same order: the board (shared), the support's row, the proposal. The proposal,
which everybody's vote wants, comes last and only when a row moved: it is held for no longer than the commit.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.permissions import Viewer
from idea4gov.domain.votes import SupportState, require_supportable
from idea4gov.store import votes
from idea4gov.store.locking import lock_board


def support_proposal(db: Session, viewer: Viewer, *, proposal_id: int, now: datetime) -> SupportState:
    """Support a proposal as the viewer's person, whichever of their accounts they use.

    now: aware UTC. Raises NotFound, VotingClosed.
    """
    _hold(db, proposal_id, now)
    moved = votes.add_support(db, proposal_id, viewer.person_id, now=now)
    return SupportState(True, _count(db, proposal_id, by=1 if moved else 0))


def withdraw_support(db: Session, viewer: Viewer, *, proposal_id: int, now: datetime) -> SupportState:
    """Take the support of the viewer's person back.

    now: aware UTC. Raises NotFound, VotingClosed.
    """
    _hold(db, proposal_id, now)
    moved = votes.remove_support(db, proposal_id, viewer.person_id)
    return SupportState(False, _count(db, proposal_id, by=-1 if moved else 0))


def _hold(db: Session, proposal_id: int, now: datetime) -> None:
    """Keep the board open until the transaction ends, or raise what the rules say."""
    found = lock_board(db, proposal_id)
    require_supportable(
        proposal_state=found.proposal_state,
        board_state=found.board_state,
        closes_at=found.closes_at,
        now=now,
    )


def _count(db: Session, proposal_id: int, *, by: int) -> int:
    if by:
        return votes.move_support_count(db, proposal_id, by=by)
    # Read now, for a second click may have waited for the first one's commit.
    return votes.get_support_count(db, proposal_id)
