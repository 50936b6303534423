"""People's proposals in a round: when they may be posted and withdrawn, and their area and estimate."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.errors import NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.numbers import read_amount
from idea4gov.domain.rounds.drafts import LARGEST_BUDGET
from idea4gov.domain.rounds.phases import Facts, phase_now, require_phase
from idea4gov.domain.rounds.screening import NoArea
from idea4gov.store.rounds import hosted, phases, screening


def require_collecting(db: Session, round_id: int, *, now: datetime) -> None:
    """Raise BoardClosed unless the round, whose board is locked, takes proposals. Raises NotFound."""
    clock = phases.find_clock(db, round_id)
    if clock is None:
        raise NotFound()
    # No facts are needed: collecting ends with the board's closing time, however many proposals there are.
    if clock.suspended_at or clock.cancelled_at or phase_now(clock, Facts(), now) != "collecting":
        raise BoardClosed()


def require_bringing(db: Session, round_id: int) -> None:
    """Raise NotFound, WrongPhase, RoundSuspended or RoundCancelled unless a round still takes proposals in.

    Until its review ends, officials may bring proposals in that people made elsewhere.
    """
    clock = phases.find_clock(db, round_id)
    if clock is None:
        raise NotFound()
    require_phase(clock, "collecting", "reviewing")


def require_withdrawable(db: Session, round_id: int, *, now: datetime) -> None:
    """Raise BoardClosed unless a proposal of the round may still be withdrawn: until its review ends.

    Raises NotFound.
    """
    clock = phases.find_clock(db, round_id)
    if clock is None:
        raise NotFound()
    if clock.cancelled_at or phase_now(clock, phases.count_facts(db, round_id), now) not in (
        "collecting",
        "reviewing",
    ):
        raise BoardClosed()


def add_to_round(db: Session, round_id: int, proposal_id: int, *, area: str, estimate: str) -> None:
    """Put a new proposal into its round. area: the id of one of its areas, or ""; estimate: baht, or "".

    Raises Invalid with data `field`.
    """
    chosen = None
    if area:
        chosen = next((one.id for one in hosted.list_areas(db, round_id) if str(one.id) == area), None)
        if chosen is None:
            raise NoArea(field="area")
    with at_field("estimate"):
        estimated = read_amount(estimate, least=1, most=LARGEST_BUDGET) if estimate.strip() else None
    screening.add_review(db, round_id, proposal_id, area_id=chosen, estimated_baht=estimated)
