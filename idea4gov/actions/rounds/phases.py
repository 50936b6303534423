"""Use cases of a published round: record phases, move dates, suspend, resume, cancel, step back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.calendar import require_ahead, require_later
from idea4gov.domain.rounds.phases import (
    LATE,
    Phase,
    RoundCancelled,
    RoundSuspended,
    WrongPhase,
    next_step,
    phase_before,
    require_phase,
    resumed_dates,
)
from idea4gov.store.rounds import freeze, phases
from idea4gov.store.rounds.hosted import HostedRound


class NotSuspended(Conflict):
    """The round is not suspended, so it cannot be resumed."""

    code = "not_suspended"
    message = N_("This round is not suspended.")


def is_late(db: Session, round_id: int, *, now: datetime) -> bool:
    """Whether a phase has been due for LATE or longer, nothing hinders it, and it is not recorded."""
    clock = phases.find_clock(db, round_id)
    return clock is not None and next_step(clock, phases.count_facts(db, round_id), now - LATE) is not None


def settle_phase(
    db: Session, round_id: int, *, page_url: str, now: datetime, seals: bool = True
) -> HostedRound:
    """Record every phase that is due, with all that entering it does; but announce no result.

    seals: False does not record the end of voting, which seals the urn and takes seconds. However many
    processes settle at once, each phase is entered once. Returns the round as recorded. Raises NotFound.
    """
    with begin_transition(db, round_id, page_url=page_url, now=now, seals=seals) as transition:
        pass
    return transition.round


def suspend_round(
    db: Session, viewer: Viewer, round_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Suspend a published round, with a reason: no phase begins until it is resumed.

    Raises NotFound, RoundSuspended, RoundCancelled, WrongPhase, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:suspend", page_url=page_url, now=now
    ) as transition:
        found = transition.round
        _require_running(found)
        phases.set_columns(db, round_id, {"suspended_at": now, "suspended_reason": reason})
        if found.reviewing_at and found.reviewing_at > now:
            phases.set_board(db, round_id, closes_at=now)
        transition.reread()
        transition.note("suspended", {"reason": reason})
        transition.audit("suspend_round", {"reason": reason})
        transition.notify_followers("round_suspended")


def resume_round(
    db: Session, viewer: Viewer, round_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Resume a suspended round; dates that lay ahead move later by the time that it was suspended.

    Raises NotFound, NotSuspended, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:suspend", page_url=page_url, now=now
    ) as transition:
        found = transition.round
        if found.suspended_at is None:
            raise NotSuspended()
        dates = resumed_dates(found.clock, now)
        phases.set_columns(db, round_id, {**dates, "suspended_at": None, "suspended_reason": None})
        if "reviewing_at" in dates:
            phases.set_board(db, round_id, closes_at=dates["reviewing_at"])
        transition.reread()
        transition.note("resumed", {"reason": reason})
        transition.audit("resume_round", {"reason": reason})
        transition.notify_followers("round_resumed")


def cancel_round(
    db: Session, viewer: Viewer, round_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Cancel a round for good, before its result is final, with a reason.

    Raises NotFound, PasswordNeeded, RoundCancelled, WrongPhase, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:cancel", page_url=page_url, now=now, is_final=True
    ) as transition:
        found = transition.round
        if found.cancelled_at is not None:
            raise RoundCancelled()
        if found.published_at is None or found.phase in ("final", "implementing"):
            raise WrongPhase()
        stopped = {"suspended_at": None, "suspended_reason": None}
        phases.set_columns(db, round_id, {**stopped, "cancelled_at": now, "cancelled_reason": reason})
        phases.set_board(db, round_id, state="closed", closed_at=now)
        transition.reread()
        transition.note("cancelled", {"reason": reason})
        transition.audit("cancel_round", {"reason": reason})
        transition.notify_followers("round_cancelled")


def step_back(
    db: Session,
    viewer: Viewer,
    round_id: int,
    *,
    reason: str,
    dates: Mapping[str, datetime] | None,
    page_url: str,
    now: datetime,
) -> None:
    """Take a round one phase back, before voting, with a reason; administrators alone may.

    dates: {column: moment} of the phases that lie ahead then; needed unless the round becomes a draft again.
    Raises NotFound, PasswordNeeded, NoStepBack, RoundSuspended, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:step-back", page_url=page_url, now=now, is_final=True
    ) as transition:
        found = transition.round
        before = phase_before(found.clock)
        if found.suspended_at is not None:
            raise RoundSuspended()
        values = _values_back(found, before, dates or {}, now)
        phases.move_phase(db, round_id, before=found.phase, after=before, **values)
        if found.phase == "preview":
            freeze.delete_projects(db, round_id)
        closes_at = None if before == "draft" else values["reviewing_at"]
        phases.set_board(db, round_id, state="draft" if before == "draft" else "open", closes_at=closes_at)
        transition.reread()
        transition.note("step_back", {"reason": reason, "from": found.phase})
        transition.audit("step_back_round", {"reason": reason, "from": found.phase, "to": before})
        if before != "draft":
            transition.notify_followers("round_step_back")


def change_dates(
    db: Session,
    viewer: Viewer,
    round_id: int,
    dates: Mapping[str, datetime],
    *,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Move the dates of phases that have not begun, until the ballot paper is frozen.

    dates: {column: moment}. Raises NotFound, WrongPhase, DateIsHistory, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as transition:
        found = transition.round
        require_phase(found.clock, "draft", "collecting", "reviewing")
        if found.published_at is None:
            raise WrongPhase()
        require_ahead(found.clock, dates, now)
        phases.set_columns(db, round_id, dates)
        phases.set_board(db, round_id, closes_at=dates["reviewing_at"])
        transition.reread()
        transition.note("dates", {"reason": reason})
        transition.audit("change_round_dates", {"reason": reason, **_written(dates)})
        transition.notify_followers("round_dates")


def extend_voting(
    db: Session,
    viewer: Viewer,
    round_id: int,
    *,
    counting_at: datetime,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Let voting end later, before its end has passed; announcement and contests move by the same time.

    counting_at: the new end. Raises NotFound, PasswordNeeded, WrongPhase, NotLater, TooLong, Invalid with
    data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now, is_final=True
    ) as transition:
        found = transition.round
        require_phase(found.clock, "voting")
        assert found.counting_at is not None
        # The seal follows later than the end, which has passed for everybody all the same.
        if now >= found.counting_at:
            raise WrongPhase()
        assert found.provisional_at is not None
        assert found.final_at is not None
        later = require_later(found.counting_at, counting_at)
        moved = {
            "counting_at": counting_at,
            "provisional_at": found.provisional_at + later,
            "final_at": found.final_at + later,
        }
        phases.set_columns(db, round_id, moved)
        transition.reread()
        transition.note("extended", {"reason": reason, **_written({"counting_at": counting_at})})
        transition.audit("extend_voting", {"reason": reason, **_written(moved)})
        transition.notify_followers("round_extended")


def _require_running(found: HostedRound) -> None:
    if found.cancelled_at is not None:
        raise RoundCancelled()
    if found.suspended_at is not None:
        raise RoundSuspended()
    if found.published_at is None or found.phase in ("final", "implementing"):
        raise WrongPhase()


def _values_back(
    found: HostedRound, before: Phase, dates: Mapping[str, datetime], now: datetime
) -> dict[str, Any]:
    """The columns that a step back changes besides the phase."""
    if before == "draft":
        return {"published_at": None}
    require_ahead(replace(found.clock, phase=before), dates, now)
    unfrozen = {"frozen_digest": None, "frozen_at": None} if found.phase == "preview" else {}
    return {**dates, **unfrozen}


def _written(dates: Mapping[str, datetime]) -> dict[str, str]:
    return {name: moment.isoformat() for name, moment in dates.items()}
