"""Voter budgets in floating point, with a lower and an upper bound of every number (interval arithmetic)."""

from collections.abc import Sequence
from fractions import Fraction
from math import inf

from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, Interval, Rho

UNIT = 2.0**-50
"""Relative error allowed for one operation: eight times the rounding error of a float."""


class IntervalBudgets:
    """Voter budgets as floats: a voter of group g has at least low[g] and at most high[g] left.

    How the bounds of a price are found. Let `noise` be the largest error that adding up the supporters'
    budgets can have. The upper bound is the price computed from the lower bounds of the budgets, for a cost
    raised by the noise. Let k supporters pay this price, and let s be the noise plus the sum of high - low
    over all supporters. Lowering the price by 1 lowers the payments by at least k, so the true price is lower
    by at most s / k.
    Where those k are all the supporters who may have anything left, each pays cost / k, so rho is exactly
    1 / k.
    """

    def __init__(self, groups: int, budget: Fraction) -> None:
        nearest = float(budget)
        self._grain = nearest * UNIT
        margin = 0.0 if nearest == budget else self._grain
        self.low = [nearest - margin] * groups
        self.high = [nearest + margin] * groups
        self._prices: dict[str, tuple[float, float]] = {}

    def lowest_rho(self, candidate: Candidate) -> Rho:
        """As in VoterBudgets."""
        return 1 / candidate.weight

    def rho(self, candidate: Candidate, lower: Rho, ceiling: Rho | None = None) -> Interval | None:
        """As in VoterBudgets. Raises AmbiguousComparison."""
        most = candidate.expand(self.high)
        cost, number, money = candidate.cost, len(most), sum(most)
        noise = number * UNIT * max(money, cost)
        if money + noise < cost:
            return None
        if ceiling is not None:
            price = _price_bound(most, cost - money - noise, float(ceiling) * cost)
            lowest = price / cost * (1 - 4 * UNIT)
            if lowest > ceiling:
                return max(lowest, float(lower)), inf
        least = candidate.expand(self.low)
        total = sum(least)
        if total < cost + 2 * noise:
            raise AmbiguousComparison()
        price, payers = _price(least, cost + noise - total, float(lower) * cost * (1 - UNIT))
        if payers == number - most.count(0.0):
            even = 1 / payers
            self._prices[candidate.id] = cost * even * (1 + 2 * UNIT), cost * even * (1 - 2 * UNIT)
            return even, even
        highest = price * (1 + UNIT)
        lowest = (price - (money - total + 4 * noise) / payers) * (1 - UNIT)
        self._prices[candidate.id] = highest, lowest
        return max(lowest / cost * (1 - UNIT), 1 / number), highest / cost * (1 + UNIT)

    def buy(self, candidate: Candidate) -> None:
        """As in VoterBudgets."""
        highest, lowest = self._prices[candidate.id]
        highest, lowest = highest + self._grain, lowest - self._grain
        low, high = self.low, self.high
        for group in candidate.groups:
            most = high[group]
            if most > lowest:
                high[group] = most - lowest
                least = low[group]
                low[group] = least - highest if least > highest else 0.0
            elif most:
                low[group] = high[group] = 0.0


def _price_bound(remaining: Sequence[float], lack: float, price: float) -> float:
    """A lower bound of the true price, but for rounding: those with less than `price` pay all they have.

    The bound holds for any `price`; where the true price is above `price`, so is the bound. remaining: of
    each supporter. lack: the cost less all that the supporters have. Returns 0 where nobody has `price`.
    """
    able = [amount for amount in remaining if amount >= price]
    return (lack + sum(able)) / len(able) if able else 0.0


def _price(remaining: Sequence[float], lack: float, start: float) -> tuple[float, int]:
    """(price, number of supporters who pay it). start: a lower bound of the price. lack: as in _price_bound.

    Raises AmbiguousComparison where rounding leaves nobody who can pay.
    """
    price = start
    while True:
        able = [amount for amount in remaining if amount >= price]
        if len(able) == len(remaining) and price > start:
            return price, len(able)
        if not able:
            raise AmbiguousComparison()
        remaining = able
        price = max((lack + sum(able)) / len(able), start * (1 + UNIT))
