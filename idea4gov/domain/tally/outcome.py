"""What a tally says: who won, why and why not, and every tie."""

from dataclasses import dataclass
from enum import StrEnum

from idea4gov.domain.tally.rules import Rule


class Fate(StrEnum):
    """What became of a project."""

    FUNDED = "funded"
    DOES_NOT_FIT = "does_not_fit"
    AFTER_STOP = "after_stop"
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of the tally.

    votes, score: as in Score. left_before, spent_after: money before and after this step, in the unit of
    the costs.
    """

    project_id: str
    cost: int
    votes: int
    score: int
    fate: Fate
    left_before: int
    spent_after: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects of equal score, in the order that the tie rule gave them.

    decides: whether another order among them would have funded other projects.
    """

    score: int
    project_ids: tuple[str, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole result.

    decisions: every project, in the order considered. seed: what ties were drawn with; None where file
    order held.
    """

    rule: Rule
    seed: str | None
    budget: int
    ballot_count: int
    decisions: tuple[Decision, ...]
    ties: tuple[Tie, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the funded projects, in the order in which they were funded."""
        return tuple(step.project_id for step in self.decisions if step.fate is Fate.FUNDED)

    @property
    def spent(self) -> int:
        """Cost of the winners together; never more than the budget."""
        return sum(step.cost for step in self.decisions if step.fate is Fate.FUNDED)
