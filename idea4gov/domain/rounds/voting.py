"""What can stand in the way of a ballot that is good in itself."""

from datetime import datetime
from typing import Protocol

from idea4gov.domain.errors import N_, Conflict, Invalid


class RoundState(Protocol):
    """What decides whether a round takes ballots. phase: as recorded. Times: aware UTC."""

    @property
    def phase(self) -> str: ...
    @property
    def voting_at(self) -> datetime: ...
    @property
    def counting_at(self) -> datetime: ...
    @property
    def suspended_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def tie_seed(self) -> str | None: ...


class NotVoting(Conflict):
    """Ballots are taken from the first to the last moment of voting, by the clock of the server."""

    code = "not_voting"
    message = N_(
        "Ballots are not taken at this time, so nothing was changed. "
        "The page of the round says when voting begins and ends."
    )


class NotCounting(Conflict):
    """Papers are for the time from the beginning of voting to the announcement of the result."""

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
    """The roll says that the person put a paper into the ballot box."""

    code = "voted_on_paper"
    message = N_(
        "You are on the roll as having voted on paper, so you cannot vote here as well. "
        "If that is a mistake, tell the local government before voting ends."
    )


class VotedOnline(Conflict):
    """Somebody who voted here asks for a paper."""

    code = "voted_online"
    message = N_(
        "This person has voted online. To vote on paper instead, they first withdraw their ballot, on its "
        "page."
    )


class ReceiptTaken(Invalid):
    """A receipt code that another ballot has."""

    code = "receipt_taken"
    message = N_("This page was used before. Open the ballot paper again and choose once more.")


class ResidenceInUse(Conflict):
    """A residence stays as it is while the person votes with it."""

    code = "residence_in_use"
    message = N_(
        "You are voting in a round of another place, so your residence cannot be changed now. Withdraw that "
        "ballot first, or wait until its voting has ended."
    )


def require_papers(held: RoundState, now: datetime) -> None:
    """Raise NotCounting or DrawEntered unless papers are handed out or entered now. now: aware UTC."""
    if held.suspended_at or held.cancelled_at or held.phase not in ("preview", "voting", "counting"):
        raise NotCounting()
    if now < held.voting_at:
        raise NotCounting()
    if held.phase == "counting" and held.tie_seed is not None:
        raise DrawEntered()


def require_voting(held: RoundState, now: datetime) -> None:
    """Raise NotVoting unless the round takes ballots at this moment. now: aware UTC."""
    if held.suspended_at or held.cancelled_at or held.phase not in ("preview", "voting"):
        raise NotVoting()
    if not held.voting_at <= now < held.counting_at:
        raise NotVoting()
