"""Rules of supports: one person, one support of a proposal, for as long as its board is open."""

from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.boards import is_open
from idea4gov.domain.errors import N_, Conflict, NotFound


class VotingClosed(Conflict):
    """Supports are counted once the board has closed: none is given or taken back any more."""

    code = "voting_closed"
    message = N_(
        "This board is closed and its supports are counted. They can no longer be given or taken back."
    )


@dataclass(frozen=True)
class SupportState:
    """What a person sees of the supports of a proposal: whether one is theirs, and how many there are."""

    supported: bool
    support_count: int


def require_supportable(
    *, proposal_state: str, board_state: str, closes_at: datetime | None, now: datetime
) -> None:
    """Raise NotFound unless the proposal can be seen, VotingClosed when its board is closed."""
    if proposal_state != "published" or board_state == "draft":
        raise NotFound()
    if not is_open(board_state, closes_at, now):
        raise VotingClosed()
