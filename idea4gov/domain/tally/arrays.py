"""The interval arithmetic of `interval_budgets` in numpy arrays: the same bounds, faster for many ballots.

The only file of this room that needs numpy. Where numpy cannot be imported, IntervalBudgets does the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

from idea4gov.domain.tally.interval_budgets import UNIT
from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, Interval, Rho

Numbers = NDArray[np.float64]
TINY = 5e-324
"""The smallest float above 0."""


@dataclass(frozen=True, slots=True)
class _Supporters:
    """The supporters of a candidate, one element per group of equal ballots.

    groups: indexes of the groups. points: what one ballot gives the candidate; a supporter pays the price
    that many times. weights: points of all ballots of the group together. points and weights are None where
    every element is 1.
    """

    groups: NDArray[np.intp]
    points: Numbers | None
    weights: Numbers | None

    def remaining(self, budgets: Numbers) -> Numbers:
        """What one supporter of each group has left per point. budgets: of a voter of each group."""
        found = budgets.take(self.groups)
        return found if self.points is None else found / self.points

    def total(self, remaining: Numbers) -> float:
        """What all supporters have left together. remaining: per point, for each group."""
        return float(np.add.reduce(remaining if self.weights is None else remaining * self.weights))

    def payers(self, remaining: Numbers, price: float) -> float:
        """Sum of the weights of those who can pay the price. remaining: per point, for each group."""
        able = remaining >= price
        if self.weights is None:
            return float(np.count_nonzero(able))
        return float(np.add.reduce(self.weights * able))


class GroupedVoters:
    """The supporters of every candidate as arrays, built once for many counts.

    sizes: number of ballots of each group.
    """

    def __init__(self, sizes: Sequence[int], candidates: Sequence[Candidate]) -> None:
        self.group_count = len(sizes)
        ballots = np.array(sizes, dtype=np.float64)
        self._supporters = {one.id: _supporters(one, ballots) for one in candidates}

    def budgets(self, budget: Fraction) -> "ArrayBudgets":
        """Budgets for one count. budget: of each voter, before anything is bought."""
        return ArrayBudgets(self.group_count, budget, self._supporters)


def _supporters(candidate: Candidate, ballots: Numbers) -> _Supporters:
    groups = np.array(candidate.groups, dtype=np.intp)
    weights, points = ballots[groups], None
    if candidate.weights is not None:
        first = (np.cumsum(weights) - weights).astype(np.intp)
        points = np.array(candidate.weights, dtype=np.float64)[first]
        weights = weights * points
    return _Supporters(groups, points, None if (weights == 1).all() else weights)


class ArrayBudgets:
    """As IntervalBudgets, where the bounds are explained; here ballots may carry points, too.

    The noise bounds the error of a sum whatever the order of adding: it allows UNIT / 8 of the largest sum
    for each number added, and as much again for the division and the multiplication of each.
    """

    def __init__(self, groups: int, budget: Fraction, supporters: dict[str, _Supporters]) -> None:
        nearest = float(budget)
        self._grain = nearest * UNIT
        margin = 0.0 if nearest == budget else self._grain
        self.low: Numbers = np.full(groups, nearest - margin)
        self.high: Numbers = np.full(groups, nearest + margin)
        self._supporters = supporters
        self._prices: dict[str, tuple[float, float]] = {}

    def lowest_rho(self, candidate: Candidate) -> Rho:
        """As in VoterBudgets."""
        return 1 / candidate.weight

    def rho(self, candidate: Candidate, lower: Rho, ceiling: Rho | None = None) -> Interval | None:
        """As in VoterBudgets. Raises AmbiguousComparison."""
        supporters, cost = self._supporters[candidate.id], candidate.cost
        most = supporters.remaining(self.high)
        money = supporters.total(most)
        noise = len(most) * UNIT * max(money, cost)
        if money + noise < cost:
            return None
        if ceiling is not None:
            lowest = _price_bound(supporters, most, cost - noise, float(ceiling) * cost)
            lowest = lowest / cost * (1 - 4 * UNIT)
            if lowest > ceiling:
                return max(lowest, float(lower)), inf
        least = supporters.remaining(self.low)
        total = supporters.total(least)
        if total < cost + 2 * noise:
            raise AmbiguousComparison()
        price, payers = _price(supporters, least, cost + noise, float(lower) * cost * (1 - UNIT))
        even = 1 / payers
        if payers == supporters.payers(most, TINY):
            self._prices[candidate.id] = cost * even * (1 + 2 * UNIT), cost * even * (1 - 2 * UNIT)
            return even, even
        lowest = (price - (money - total + 4 * noise) / payers) * (1 - UNIT)
        highest = price * (1 + UNIT)
        self._prices[candidate.id] = highest, lowest
        return max(lowest / cost * (1 - UNIT), 1 / candidate.weight), highest / cost * (1 + UNIT)

    def buy(self, candidate: Candidate) -> None:
        """As in VoterBudgets."""
        supporters = self._supporters[candidate.id]
        groups, points = supporters.groups, supporters.points
        highest, lowest = self._prices[candidate.id]
        for budgets, price in ((self.low, highest + self._grain), (self.high, lowest - self._grain)):
            paid = price if points is None else price * points
            budgets[groups] = np.maximum(budgets.take(groups) - paid, 0.0)


def _price_bound(supporters: _Supporters, remaining: Numbers, cost: float, price: float) -> float:
    """A lower bound of the true price, but for rounding, where `price` is too low to pay the cost.

    Raising the price by 1 raises the payments by at most the weight of those who can pay it. Returns a number
    that is not above `price` where `price` pays the cost, or where nobody can pay it.
    """
    lack = cost - supporters.total(np.minimum(remaining, price))
    payers = supporters.payers(remaining, price) if lack > 0 else 0
    return price + lack / payers if payers else 0.0


def _price(supporters: _Supporters, remaining: Numbers, cost: float, price: float) -> tuple[float, float]:
    """(price, weight of the supporters who pay it). price: a lower bound of it, where the search starts.

    Raises AmbiguousComparison where rounding leaves nobody who can pay.
    """
    payers = supporters.payers(remaining, price)
    while payers:
        lack = cost - supporters.total(np.minimum(remaining, price))
        if lack <= 0:
            return price, payers
        price = max(price + lack / payers, price * (1 + UNIT))
        before, payers = payers, supporters.payers(remaining, price)
        if payers == before:
            return price, payers
    raise AmbiguousComparison()
