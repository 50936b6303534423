"""Support a proposal, and withdraw the support: either may be sent twice, and counts once.

Locks are always taken in the same order: the board (shared), the support's row, the proposal. The proposal's
row, for which all its supporters wait, is locked last, and only if a support was added or removed.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
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
    """Withdraw the support of the viewer's person.

    now: aware UTC. Raises NotFound, VotingClosed.
    """
    _hold(db, proposal_id, now)
    moved = votes.remove_support(db, proposal_id, viewer.person_id)
    return SupportState(False, _count(db, proposal_id, by=-1 if moved else 0))


def _hold(db: Session, proposal_id: int, now: datetime) -> None:
    """Lock the board, so that it stays open until the transaction ends. Raises NotFound, VotingClosed."""
    found = lock_board(db, proposal_id)
    require_supportable(
        proposal_state=found.proposal_state,
        board_state=found.board_state,
        closes_at=found.closes_at,
        now=now,
    )


def _count(db: Session, proposal_id: int, *, by: int) -> int:
    if by:
        count = votes.move_support_count(db, proposal_id, by=by)
        if count is None:
            raise NotFound()
        return count
    # Read it only now: a second click may have waited for the commit of the first one.
    return votes.get_support_count(db, proposal_id)
