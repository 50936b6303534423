"""Equal shares: what a project costs its supporters, and the interface of the budgets that they pay it from.

Every supporter of a project pays the same price, or everything they have left if that is less. Where ballots
carry points, a supporter pays the price once for each point. The *rho* of a project is this price divided by
the cost of the project: the more supporters share the cost, the lower it is.
Source: Peters, Pierczyński, Skowron 2021 (a project is "rho-affordable"), with cost utilities.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Protocol

Rho = Fraction | float
"""Price for one unit of the cost: a Fraction in exact counts, a float in interval arithmetic."""
Interval = tuple[Rho, Rho]
"""Lower and upper bound of a rho; both are the same number where the rho is known exactly."""


class AmbiguousComparison(Exception):
    """Two intervals overlap, so interval arithmetic cannot tell which number is smaller; count exactly."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that can be bought: it has a cost, at least one supporter, and fulfils the rule's conditions.

    cost: int > 0. order: its rank among candidates of equal rho, the lowest is bought first. groups: indexes
    of the groups of equal ballots that support it. expand: turns a sequence with one value per group into one
    with one value per supporter. weights: points of each supporter, in the order of `expand`; None where all
    supporters count the same. weight: sum of the weights, or number of supporters.
    """

    id: str
    cost: int
    order: int
    groups: tuple[int, ...]
    expand: Callable[[Sequence], Sequence]  # type: ignore[type-arg]
    weights: tuple[int, ...] | None
    weight: int


def values_at(indexes: Sequence[int]) -> Callable[[Sequence], Sequence]:  # type: ignore[type-arg]
    """A function that returns the values of a sequence at these indexes. indexes: at least one."""
    if len(indexes) == 1:
        only = indexes[0]
        return lambda values: (values[only],)
    return itemgetter(*indexes)


class VoterBudgets(Protocol):
    """What the voters have left during one count."""

    def lowest_rho(self, candidate: Candidate) -> Rho:
        """The rho if all supporters can pay the full price; the true one is never lower."""

    def rho(self, candidate: Candidate, lower: Rho, ceiling: Rho | None = None) -> Interval | None:
        """Bounds of a candidate's rho, or None if its supporters cannot pay its cost.

        lower: a lower bound that is already known. ceiling: if the rho is certainly above it, the upper bound
        may be infinite, which saves work.
        """

    def buy(self, candidate: Candidate) -> None:
        """Take the price from the supporters. Call `rho` of the candidate first, after the last purchase."""
