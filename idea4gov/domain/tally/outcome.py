"""The result of a tally: the decision on every project, and every tie."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from idea4gov.domain.tally.election import Exact
from idea4gov.domain.tally.rules import Rule


class Fate(StrEnum):
    """The decision on a project.

    FILLED: funded with the money that equal shares left over. DOES_NOT_FIT: it costs more than was left.
    AFTER_STOP: greedy ended before it. BELOW_MINIMUM: its score is below the rule's minimum. EXCLUDED: a
    funded project excludes it. LACKS_SUPPORT: under equal shares, its supporters could not pay for it.
    OVER_BUDGET, NO_VOTES: set aside before the count, because it costs more than the whole budget, or because
    nobody voted for it.
    """

    FUNDED = "funded"
    FILLED = "filled"
    DOES_NOT_FIT = "does_not_fit"
    AFTER_STOP = "after_stop"
    BELOW_MINIMUM = "below_minimum"
    EXCLUDED = "excluded"
    LACKS_SUPPORT = "lacks_support"
    OVER_BUDGET = "over_budget"
    NO_VOTES = "no_votes"

    @property
    def is_funded(self) -> bool:
        """Whether the project is funded."""
        return self in (Fate.FUNDED, Fate.FILLED)

    @property
    def is_set_aside(self) -> bool:
        """Whether the project takes no part in the count, so that it cannot be in a tie either."""
        return self in (Fate.OVER_BUDGET, Fate.NO_VOTES)


@dataclass(frozen=True, slots=True)
class Share:
    """How the supporters of a project paid for it under equal shares, or what they had left.

    price: what those with enough money paid, per point where ballots carry points; None if the supporters did
    not pay for the project. payers: number of voters who paid the price. partial: number of voters who had
    less than the price and paid all of it. money: what all supporters had together just before; at the end of
    the count if they did not pay. price and money are exact, in the unit of the costs.
    """

    price: Fraction | None
    payers: int
    partial: int
    money: Fraction


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of the tally: the decision on one project.

    votes, score: as in Score. left_before: money not spent before this step. spent_after: money spent after
    it. Both are in the unit of the costs. share: under equal shares, how it was paid for. rival: if it is
    excluded, the id of the funded project that excludes it.
    """

    project_id: str
    cost: int
    votes: int
    score: Exact
    fate: Fate
    left_before: int
    spent_after: int
    share: Share | None = None
    rival: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Tied projects.

    score: the score that they share. Under equal shares projects are tied in rho instead, and this is the
    score of the first. project_ids: in the order that the tie-break gave them. decides: whether another order
    would have funded other projects.
    """

    score: Exact
    project_ids: tuple[str, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one election.

    seed: the tie-break seed; None where ties went by file order. budget: int, in the unit of the costs.
    decisions: one per project, in the order of the count. voter_budget: under equal shares, what each voter
    could spend after completion, exact. fell_back: whether the comparison option took the greedy outcome.
    unit: of the costs, as in Election.
    """

    rule: Rule
    seed: str | None
    budget: int
    ballot_count: int
    decisions: tuple[Decision, ...]
    ties: tuple[Tie, ...]
    voter_budget: Fraction | None = None
    fell_back: bool = False
    unit: int = 1

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the funded projects, in the order of funding."""
        return tuple(step.project_id for step in self.decisions if step.fate.is_funded)

    @property
    def spent(self) -> int:
        """Cost of all winners; never more than the budget."""
        return sum(step.cost for step in self.decisions if step.fate.is_funded)
