"""Rules on when ballots are accepted, and conflicts that refuse a valid ballot."""

from datetime import datetime, timedelta
from typing import Literal, Protocol

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.throttle import Limit

CHANGES = Limit("change-ballot", 30, timedelta(hours=1))
CHALLENGES = Limit("open-commitment", 10, timedelta(hours=1))
"""Each of these leaves a line in the log of the urn for ever; a first ballot is not counted."""
Channel = Literal["online", "paper"]
"""How a voter came onto the roll."""
OnlineChannel = Literal["online"]


class RoundState(Protocol):
    """The data that decides whether a round accepts ballots. phase: as stored. Times are aware UTC.

    sealing_count: ballots that there were when sealing began; None before.
    """

    @property
    def phase(self) -> Phase: ...
    @property
    def voting_at(self) -> datetime: ...
    @property
    def counting_at(self) -> datetime: ...
    @property
    def suspended_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def sealing_count(self) -> int | None: ...
    @property
    def tie_seed(self) -> str | None: ...


class NotVoting(Conflict):
    """Ballots are not accepted at this time."""

    code = "not_voting"
    message = N_(
        "Ballots are not taken at this time, so nothing was changed. "
        "The page of the round says when voting begins and ends."
    )


class NotCounting(Conflict):
    """Paper ballots are not accepted at this time: only from the start of voting to the announcement."""

    code = "not_counting"
    message = N_(
        "Papers cannot be entered at this time, so nothing was changed. They are entered from the beginning "
        "of voting until the result is announced."
    )


class DrawEntered(Conflict):
    """The public draw is entered: papers that change after it could be chosen to fit the tie-break seed."""

    code = "draw_entered"
    message = N_(
        "The public draw is entered, so papers and the roll cannot change any more. Announce the result."
    )


class StaleBallot(Conflict):
    """Another tab or device saved a ballot in the meantime.

    version, marks: of the ballot as it is cast now; version 0 if there is none.
    """

    code = "stale_ballot"
    message = N_(
        "Your ballot was changed on another page or device in the meantime. "
        "Compare both versions and choose which one shall count."
    )


class VotedOnPaper(Conflict):
    """The person is on the roll as having voted on paper."""

    code = "voted_on_paper"
    message = N_(
        "You are on the roll as having voted on paper, so you cannot vote here as well. "
        "If that is a mistake, tell the local government before voting ends."
    )


class VotedOnline(Conflict):
    """The person has voted online, so they cannot be marked as a paper voter."""

    code = "voted_online"
    message = N_(
        "This person has voted online. To vote on paper instead, they first withdraw their ballot, on its "
        "page."
    )


class ReceiptTaken(Invalid):
    """Another ballot has this receipt code."""

    code = "receipt_taken"
    message = N_("This page was used before. Open the ballot paper again and choose once more.")


class ResidenceInUse(Conflict):
    """The person votes in a round with this residence, so it cannot be changed."""

    code = "residence_in_use"
    message = N_(
        "You are voting in a round of another place, so your residence cannot be changed now. Withdraw that "
        "ballot first, or wait until its voting has ended."
    )


def require_paper_ballots(round_: RoundState, now: datetime) -> None:
    """Raise NotCounting or DrawEntered unless the round accepts paper ballots at `now`. now: aware UTC."""
    if round_.suspended_at or round_.cancelled_at or round_.phase not in ("preview", "voting", "counting"):
        raise NotCounting()
    if now < round_.voting_at:
        raise NotCounting()
    if round_.phase == "counting" and round_.tie_seed is not None:
        raise DrawEntered()


def require_voting(round_: RoundState, now: datetime) -> None:
    """Raise NotVoting unless the round accepts ballots at `now`. now: aware UTC."""
    if round_.suspended_at or round_.cancelled_at or round_.phase not in ("preview", "voting"):
        raise NotVoting()
    if round_.sealing_count is not None:
        raise NotVoting()
    if not round_.voting_at <= now < round_.counting_at:
        raise NotVoting()
