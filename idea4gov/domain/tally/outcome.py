"""What a tally says: who won, why and why not, and every tie."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from idea4gov.domain.tally.rules import Rule


class Fate(StrEnum):
    """What became of a project.

    FILLED: funded with what equal shares had left. LACKS_SUPPORT: under equal shares, its supporters could
    not pay for it. EXCLUDED: a project funded before it cannot be funded beside it.
    """

    FUNDED = "funded"
    FILLED = "filled"
    DOES_NOT_FIT = "does_not_fit"
    AFTER_STOP = "after_stop"
    BELOW_MINIMUM = "below_minimum"
    EXCLUDED = "excluded"
    LACKS_SUPPORT = "lacks_support"

    @property
    def is_funded(self) -> bool:
        """Whether the project gets its money."""
        return self in (Fate.FUNDED, Fate.FILLED)


@dataclass(frozen=True, slots=True)
class Share:
    """How the supporters of a project paid for it, or failed to, under equal shares.

    price: the most that one of them paid (for one point, where ballots have points); None where it was not
    paid by them. payers: who paid the price. partial: who paid what they had left, which was less. money:
    of all its supporters just before; for one that lost, at the end. Fractions of the unit of the costs.
    """

    price: Fraction | None
    payers: int
    partial: int
    money: Fraction


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of the tally.

    votes, score: as in Score. left_before, spent_after: money before and after this step, in the unit of
    the costs. share: under equal shares. rival: of an excluded project, the one that shut it out.
    """

    project_id: str
    cost: int
    votes: int
    score: int
    fate: Fate
    left_before: int
    spent_after: int
    share: Share | None = None
    rival: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects between which the tie rule had to choose, in the order that it gave them.

    score: that each of them has; under equal shares, the number of votes of the first, for they are tied in
    what their supporters would pay. decides: whether another order among them would have funded others.
    """

    score: int
    project_ids: tuple[str, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole result.

    decisions: every project, in the order considered. seed: what ties were drawn with; None where file
    order held. voter_budget: under equal shares, what each voter had at last. fell_back: the comparison step
    took the greedy outcome.
    """

    rule: Rule
    seed: str | None
    budget: int
    ballot_count: int
    decisions: tuple[Decision, ...]
    ties: tuple[Tie, ...]
    voter_budget: Fraction | None = None
    fell_back: bool = False

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the funded projects, in the order in which they were funded."""
        return tuple(step.project_id for step in self.decisions if step.fate.is_funded)

    @property
    def spent(self) -> int:
        """Cost of the winners together; never more than the budget."""
        return sum(step.cost for step in self.decisions if step.fate.is_funded)
