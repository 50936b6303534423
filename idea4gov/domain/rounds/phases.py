"""The phases of a budget round, computed from its dates and from conditions on its proposals.

A phase begins at its date, even if that is noticed later, so nothing has to run at that moment. Some phases
can only be left if a condition on Facts holds; officials are told what does not hold yet. The phases after
counting begin by an act: announcing, confirming the result, the first milestone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final, Literal, get_args

from idea4gov.domain.clock import GRACE
from idea4gov.domain.errors import N_, Conflict

Phase = Literal[
    "draft",
    "collecting",
    "reviewing",
    "preview",
    "voting",
    "counting",
    "provisional",
    "final",
    "implementing",
]
RoundSource = Literal["imported", "held"]
"""From a published file, or held here."""
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
"""In order. A round can go back one phase, but only before voting."""
PUBLISHED_PHASES: Final[tuple[Phase, ...]] = ("provisional", "final", "implementing")
"""The phases in which ballots and result are public."""
FINISHED_PHASES: Final[tuple[Phase, ...]] = ("final", "implementing")
"""The phases in which nobody asks any more who might vote."""
FROZEN_PHASES: Final = PHASES[PHASES.index("preview") :]
"""The phases in which rules and projects cannot change."""
SEALED_PHASES: Final = PHASES[PHASES.index("counting") :]
"""The phases in which no ballot is taken any more."""
DATED: Final[Mapping[Phase, str]] = {
    "collecting": "collecting_at",
    "reviewing": "reviewing_at",
    "preview": "preview_at",
    "voting": "voting_at",
    "counting": "counting_at",
    "provisional": "provisional_at",
    "final": "final_at",
}
"""{phase: column of the date at which it begins}, in order; the last two also need an act"""
STEPS_BACK: Final[Mapping[Phase, Phase]] = {
    "collecting": "draft",
    "reviewing": "collecting",
    "preview": "reviewing",
}
_BY_DATE: Final[tuple[Phase, ...]] = ("collecting", "reviewing", "preview", "voting", "counting")
MIN_PREVIEW = timedelta(days=2)
LATE = timedelta(minutes=2)
"""How long after its date a phase that nobody has recorded is late: the worker looks every minute."""

NO_PROPOSALS = N_("There is no proposal yet. Set a later end of the proposals, or bring proposals in.")
UNDECIDED = N_("Not every proposal is decided and signed by a second official.")
NONE_FEASIBLE = N_("No proposal was found feasible, so there is nothing to vote on.")
OVER_AREA = N_("A project costs more than the budget of its area.")
SHORT_PREVIEW = N_(
    "The ballot paper must be shown for at least 2 days before voting. Set a later voting day."
)


class WrongPhase(Conflict):
    """The phase of the round does not allow this, or does not allow it any more."""

    code = "wrong_phase"
    message = N_("The round has moved on, and this can no longer be done. Look at its page once more.")


class RoundSuspended(Conflict):
    """The round is suspended, so nothing can be done in it."""

    code = "round_suspended"
    message = N_("This round is suspended. It goes on when the local government resumes it.")


class RoundCancelled(Conflict):
    """The round was cancelled."""

    code = "round_cancelled"
    message = N_("This round was cancelled.")


class NoStepBack(Conflict):
    """The round cannot go back: it is a draft, or voting has begun."""

    code = "no_step_back"
    message = N_("This round cannot go back: voting has begun, or nothing lies behind it.")


@dataclass(frozen=True, slots=True)
class RoundClock:
    """The data from which the phase is computed.

    phase: as stored. is_draw_planned: whether the result waits for a public draw. tie_seed: None until there
    is one. The others are aware UTC; an imported round has none of them.
    """

    phase: Phase
    published_at: datetime | None = None
    collecting_at: datetime | None = None
    reviewing_at: datetime | None = None
    preview_at: datetime | None = None
    voting_at: datetime | None = None
    counting_at: datetime | None = None
    provisional_at: datetime | None = None
    final_at: datetime | None = None
    suspended_at: datetime | None = None
    cancelled_at: datetime | None = None
    is_draw_planned: bool = False
    tie_seed: str | None = None

    @property
    def dates(self) -> dict[Phase, datetime | None]:
        """{phase: when it begins}, in order."""
        return {phase: getattr(self, name) for phase, name in DATED.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers of proposals of a round.

    open: not decided, or without a second signature. feasible: decided as feasible. too_dear: feasible, but
    over the budget of their area. decided_at: time of the latest decision or signature.
    """

    proposals: int = 0
    open: int = 0
    feasible: int = 0
    too_dear: int = 0
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A phase that has begun, and when."""

    phase: Phase
    at: datetime


def next_step(clock: RoundClock, facts: Facts, now: datetime) -> Step | None:
    """The phase after the stored one, if its date has come and nothing prevents it; otherwise None."""
    if clock.suspended_at or clock.cancelled_at or clock.published_at is None:
        return None
    after = _after(clock.phase)
    begins = clock.dates[after] if after in _BY_DATE else None
    if after is None or begins is None or now < begins:
        return None
    # Decisions that came late begin the preview late, and nothing begins before it is published.
    moment = max(begins, facts.decided_at or begins) if after == "preview" else begins
    moment = max(moment, clock.published_at)
    return None if any(hindrances(clock, facts, moment)) else Step(after, moment)


def is_seal_due(step: Step | None, now: datetime) -> bool:
    """Whether the step ends the voting, and so long ago that the urn is sealed.

    Ballots that came before the end and waited for their turn are in it then.
    """
    return step is not None and step.phase == "counting" and now >= step.at + GRACE


def steps_due(clock: RoundClock, facts: Facts, now: datetime) -> Iterator[Step]:
    """The steps from the stored phase to the phase at `now`, in order."""
    while (step := next_step(clock, facts, now)) is not None:
        yield step
        clock = replace(clock, phase=step.phase)


def phase_now(clock: RoundClock, facts: Facts, now: datetime) -> Phase:
    """The phase at `now`, whatever is stored."""
    return [clock.phase, *(step.phase for step in steps_due(clock, facts, now))][-1]


def phase_shown(clock: RoundClock, facts: Facts, now: datetime) -> Phase:
    """The phase that pages show at `now`, recorded or not; preview once its ballot paper is frozen."""
    shown = takewhile(lambda step: step.phase != "preview", steps_due(clock, facts, now))
    return [clock.phase, *(step.phase for step in shown)][-1]


def hindrances(clock: RoundClock, facts: Facts, moment: datetime) -> Iterator[str]:
    """What prevents the round from leaving its stored phase at `moment`, other than its date (msgids)."""
    if clock.phase == "collecting" and not facts.proposals:
        yield NO_PROPOSALS
    if clock.phase != "reviewing":
        return
    if facts.open:
        yield UNDECIDED
    if not facts.feasible:
        yield NONE_FEASIBLE
    if facts.too_dear:
        yield OVER_AREA
    if clock.voting_at is not None and clock.voting_at - moment < MIN_PREVIEW:
        yield SHORT_PREVIEW


def require_phase(clock: RoundClock, *allowed: Phase) -> None:
    """Raise RoundCancelled, RoundSuspended or WrongPhase unless the stored phase is one of `allowed`."""
    if clock.cancelled_at:
        raise RoundCancelled()
    if clock.suspended_at:
        raise RoundSuspended()
    if clock.phase not in allowed:
        raise WrongPhase()


def phase_before(clock: RoundClock) -> Phase:
    """The phase to which one step back leads. A published round that has not begun becomes a draft again.

    Raises NoStepBack.
    """
    if clock.phase == "draft" and clock.published_at and not clock.cancelled_at:
        return "draft"
    if clock.cancelled_at or clock.phase not in STEPS_BACK:
        raise NoStepBack()
    return STEPS_BACK[clock.phase]


def resumed_dates(clock: RoundClock, now: datetime) -> Mapping[str, datetime]:
    """The dates that were ahead when the round was suspended, delayed by the length of the suspension.

    Returns {column: aware UTC}, {} if the round is not suspended.
    """
    if clock.suspended_at is None:
        return {}
    stood = now - clock.suspended_at
    return {
        DATED[phase]: moment + stood
        for phase, moment in clock.dates.items()
        if moment is not None and moment > clock.suspended_at
    }


def _after(phase: Phase) -> Phase | None:
    place = PHASES.index(phase) + 1
    return PHASES[place] if place < len(PHASES) else None
