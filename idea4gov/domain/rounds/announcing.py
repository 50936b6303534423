"""Rules for announcing a result, and for confirming a provisional one as final."""

from datetime import datetime

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.rounds.draw import awaits_draw
from idea4gov.domain.rounds.phases import RoundClock, WrongPhase, require_phase


class ContestsOpen(Conflict):
    """The days for contests are not over, or a contest has no answer yet."""

    code = "contests_open"
    message = N_(
        "The result becomes final when the days for contests are over and every contest is answered."
    )


class RecountDiffers(Conflict):
    """A recount of the ballots does not give the announced result, so it cannot become final."""

    code = "recount_differs"
    message = N_(
        "The ballots do not give the result that was announced, so it was not made final. Ask the "
        "administrator to run: idea4gov check"
    )


class SealAwaited(Conflict):
    """Voting has just ended, and the urn is not sealed yet."""

    code = "seal_awaited"
    message = N_(
        "Voting has ended, but the urn is sealed only five minutes after that, so that every ballot that "
        "came in time is in it. Please wait a moment and send this once more."
    )


def require_counting(clock: RoundClock, now: datetime) -> None:
    """Raise SealAwaited, or what require_phase raises, unless the urn is sealed and not counted."""
    require_phase(clock, "voting", "counting")
    if clock.phase == "counting":
        return
    has_ended = clock.counting_at is not None and now >= clock.counting_at
    raise SealAwaited() if has_ended else WrongPhase()


def is_announcement_due(clock: RoundClock, now: datetime) -> bool:
    """Whether the server announces the result now, without an official.

    Its day has come, and a public draw that was planned is entered, or its last day has passed.
    """
    if clock.suspended_at or clock.cancelled_at or clock.phase != "counting":
        return False
    has_come = clock.provisional_at is not None and now >= clock.provisional_at
    return has_come and not awaits_draw(clock, now)
