"""Rules of supports: at most one per person and proposal, while the board is open."""

from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.boards import BoardState, is_open
from idea4gov.domain.errors import N_, Conflict, NotFound
from idea4gov.domain.proposals import ProposalState


class VotingClosed(Conflict):
    """The board is closed and its supports are counted, so none can be given or withdrawn."""

    code = "voting_closed"
    message = N_(
        "This board is closed and its supports are counted. None can be given or withdrawn any more."
    )


@dataclass(frozen=True)
class SupportState:
    """The supports of a proposal. supported: whether the person supports it. support_count: by everybody."""

    supported: bool
    support_count: int


def require_supportable(
    *, proposal_state: ProposalState, board_state: BoardState, closes_at: datetime | None, now: datetime
) -> None:
    """Raise NotFound if the proposal cannot be seen, VotingClosed if its board is closed."""
    if proposal_state != "published" or board_state == "draft":
        raise NotFound()
    if not is_open(board_state, closes_at, now):
        raise VotingClosed()
