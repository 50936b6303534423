"""The fast purses of `purses`, in arrays: the same bounds, many times faster where there are many ballots.

The one file of this room that needs numpy. Where it cannot be imported, lists do the same work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

from idea4gov.domain.tally.purses import TINY, UNIT, Candidate, Doubt, Interval, Rate

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The supporters of a candidate, a line for each group of equal ballots.

    members: numbers of the groups. points: what a supporter pays the price for, so many times. shares: points
    of all ballots of the group. points and shares are None where all of them are 1.
    """

    members: NDArray[np.intp]
    points: Numbers | None
    shares: Numbers | None

    def purses(self, left: Numbers) -> Numbers:
        """What each supporter has for one point."""
        found = left.take(self.members)
        return found if self.points is None else found / self.points

    def total(self, purses: Numbers) -> float:
        """What all have, of purses for one point."""
        return float(np.add.reduce(purses if self.shares is None else purses * self.shares))

    def payers(self, purses: Numbers, price: float) -> float:
        """Points of those who can pay the price."""
        able = purses >= price
        if self.shares is None:
            return float(np.count_nonzero(able))
        return float(np.add.reduce(self.shares * able))


class Crowds:
    """The supporters of every candidate, arranged once for many counts. sizes: ballots of each group."""

    def __init__(self, sizes: Sequence[int], candidates: Sequence[Candidate]) -> None:
        self.groups = len(sizes)
        ballots = np.array(sizes, dtype=np.float64)
        self._crowds = {one.id: _crowd(one, ballots) for one in candidates}

    def purses(self, budget: Fraction) -> "ArrayPurses":
        """Everybody's, before anything is bought."""
        return ArrayPurses(self.groups, budget, self._crowds)


def _crowd(candidate: Candidate, ballots: Numbers) -> _Crowd:
    members = np.array(candidate.members, dtype=np.intp)
    shares, points = ballots[members], None
    if candidate.weights is not None:
        first = (np.cumsum(shares) - shares).astype(np.intp)
        points = np.array(candidate.weights, dtype=np.float64)[first]
        shares = shares * points
    return _Crowd(members, points, None if (shares == 1).all() else shares)


class ArrayPurses:
    """As FastPurses, whose bounds are explained there; supporters may have points, too.

    Sums err by less than the noise whatever the order of adding: by UNIT / 8 for each number, of the largest
    sum, and by as much again for the division and the multiplication of each.
    """

    def __init__(self, groups: int, budget: Fraction, crowds: dict[str, _Crowd]) -> None:
        near = float(budget)
        self._grain = near * UNIT
        margin = 0.0 if near == budget else self._grain
        self.low: Numbers = np.full(groups, near - margin)
        self.high: Numbers = np.full(groups, near + margin)
        self._crowds = crowds
        self._asked: dict[str, tuple[float, float]] = {}

    def least(self, candidate: Candidate) -> Rate:
        """As in Purses."""
        return 1 / candidate.weight

    def rate(self, candidate: Candidate, floor: Rate, ceiling: Rate | None = None) -> Interval | None:
        """As in Purses. Raises Doubt."""
        crowd, cost = self._crowds[candidate.id], candidate.cost
        most = crowd.purses(self.high)
        money = crowd.total(most)
        noise = len(most) * UNIT * max(money, cost)
        if money + noise < cost:
            return None
        if ceiling is not None:
            lowest = _price_above(crowd, most, cost - noise, float(ceiling) * cost) / cost * (1 - 4 * UNIT)
            if lowest > ceiling:
                return max(lowest, float(floor)), inf
        purses = crowd.purses(self.low)
        total = crowd.total(purses)
        if total < cost + 2 * noise:
            raise Doubt()
        price, payers = _price(crowd, purses, cost + noise, float(floor) * cost * (1 - UNIT))
        even = 1 / payers
        if payers == crowd.payers(most, TINY):
            self._asked[candidate.id] = cost * even * (1 + 2 * UNIT), cost * even * (1 - 2 * UNIT)
            return even, even
        lowest = (price - (money - total + 4 * noise) / payers) * (1 - UNIT)
        highest = price * (1 + UNIT)
        self._asked[candidate.id] = highest, lowest
        return max(lowest / cost * (1 - UNIT), 1 / candidate.weight), highest / cost * (1 + UNIT)

    def buy(self, candidate: Candidate) -> None:
        """As in Purses."""
        crowd = self._crowds[candidate.id]
        highest, lowest = self._asked[candidate.id]
        for left, price in ((self.low, highest + self._grain), (self.high, lowest - self._grain)):
            paid = price if crowd.points is None else price * crowd.points
            left[crowd.members] = np.maximum(left.take(crowd.members) - paid, 0.0)


def _price_above(crowd: _Crowd, purses: Numbers, cost: float, price: float) -> float:
    """What the price is at least, where `price` is too low; else something that is not above `price`.

    Above a price, what comes together grows by no more than those who can pay it, for each unit.
    """
    lack = cost - crowd.total(np.minimum(purses, price))
    payers = crowd.payers(purses, price) if lack > 0 else 0
    return price + lack / payers if payers else 0.0


def _price(crowd: _Crowd, purses: Numbers, cost: float, price: float) -> tuple[float, float]:
    """The price that brings the cost together, and the points of those who pay it. price: not above it."""
    payers = crowd.payers(purses, price)
    while payers:
        lack = cost - crowd.total(np.minimum(purses, price))
        if lack <= 0:
            return price, payers
        price = max(price + lack / payers, price * (1 + UNIT))
        before, payers = payers, crowd.payers(purses, price)
        if payers == before:
            return price, payers
    raise Doubt()
