"""What voters have left, and what a project costs them: exactly, or fast with a bound on the error.

Under equal shares a project is paid by its supporters, each the same price, or all that they have left where
that is less. Its *rate* is the price for one unit of its cost: the lower, the more people share in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf
from operator import itemgetter
from typing import Protocol

Rate = Fraction | float
Interval = tuple[Rate, Rate]
"""Lowest and highest value that the rate can have; equal where it is exact."""


class Doubt(Exception):
    """Two numbers are too near to each other to tell, fast, which is smaller: the exact count has to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that supporters may pay for.

    order: its place when rates are equal, 0 is first. members: numbers of the groups of equal ballots that
    support it. purses: takes what every group has left, gives it for each supporter. weights: points of each
    supporter, in the same order; None where every supporter counts the same. weight: all of it together.
    """

    id: str
    cost: int
    order: int
    members: tuple[int, ...]
    purses: Callable[[Sequence], Sequence]  # type: ignore[type-arg]
    weights: tuple[int, ...] | None
    weight: int


def pick(places: Sequence[int]) -> Callable[[Sequence], Sequence]:  # type: ignore[type-arg]
    """A function that takes the values at these places out of a list."""
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places)


class Purses(Protocol):
    """What voters have left in the course of one count."""

    def least(self, candidate: Candidate) -> Rate:
        """What the rate is when all supporters can pay the price; it is never lower."""

    def rate(self, candidate: Candidate, floor: Rate, ceiling: Rate | None = None) -> Interval | None:
        """The rate of a candidate, which is not below `floor`; None: its supporters cannot pay for it.

        ceiling: where the rate is surely above it, the lowest value is enough, and the highest is infinite.
        """

    def buy(self, candidate: Candidate) -> None:
        """Let the supporters pay. The candidate's rate was asked since the purchase before."""


class ExactPurses:
    """Whole numbers of a unit that is made finer when a price asks for it: left[group] / scale."""

    def __init__(self, groups: int, budget: Fraction) -> None:
        self.left = [budget.numerator] * groups
        self.scale = budget.denominator

    def least(self, candidate: Candidate) -> Rate:
        """As in Purses."""
        return Fraction(1, candidate.weight)

    def rate(
        self,
        candidate: Candidate,
        floor: Rate,
        ceiling: Rate | None = None,  # noqa: ARG002
    ) -> Interval | None:
        """As in Purses; exact, whatever the ceiling."""
        due = self._due(candidate, floor)
        if due is None:
            return None
        rest, weight, _ = due
        rate = Fraction(rest, weight * candidate.cost * self.scale)
        return rate, rate

    def price(self, candidate: Candidate) -> tuple[Fraction, int, int]:
        """Price, how many pay it, and how many pay less than it but something."""
        due = self._due(candidate, 0)
        assert due is not None
        rest, weight, payers = due
        purses = candidate.purses(self.left)
        empty = sum(1 for purse in purses if not purse)
        return Fraction(rest, weight * self.scale), payers, len(purses) - payers - empty

    def money(self, candidate: Candidate) -> Fraction:
        """What its supporters have left together."""
        return Fraction(sum(candidate.purses(self.left)), self.scale)

    def buy(self, candidate: Candidate) -> None:
        """As in Purses."""
        due = self._due(candidate, 0)
        assert due is not None
        price = Fraction(due[0], due[1])
        if price.denominator > 1:
            self.scale *= price.denominator
            self.left = [purse * price.denominator for purse in self.left]
        self._pay(candidate, price.numerator)

    def _pay(self, candidate: Candidate, price: int) -> None:
        left = self.left
        if candidate.weights is None:
            for member in candidate.members:
                left[member] = max(left[member] - price, 0)
            return
        dues = dict(zip(candidate.purses(range(len(left))), candidate.weights, strict=True))
        for member, weight in dues.items():
            left[member] = max(left[member] - price * weight, 0)

    def _due(self, candidate: Candidate, floor: Rate) -> tuple[int, int, int] | None:
        """(what is to be paid by those who pay the price, their weight, their number), or None."""
        purses = candidate.purses(self.left)
        rest = candidate.cost * self.scale
        if sum(purses) < rest:
            return None
        if candidate.weights is not None:
            return _split_by_weight(list(zip(purses, candidate.weights, strict=True)), rest)
        if floor:
            start = ceil(Fraction(floor) * rest)
            rich = [purse for purse in purses if purse >= start]
            rest, purses = rest - sum(purses) + sum(rich), rich
        rest, payers = _split(purses, rest)
        return rest, payers, payers


def _split(purses: Sequence[int], rest: int) -> tuple[int, int]:
    """Take out those who have less than an equal part of `rest`, until nobody has."""
    while True:
        number = len(purses)
        price = -(-rest // number)
        rich = [purse for purse in purses if purse >= price]
        if len(rich) == number:
            return rest, number
        rest, purses = rest - sum(purses) + sum(rich), rich


def _split_by_weight(pairs: list[tuple[int, int]], rest: int) -> tuple[int, int, int]:
    while True:
        weight = sum(points for _, points in pairs)
        rich = [(purse, points) for purse, points in pairs if purse * weight >= rest * points]
        if len(rich) == len(pairs):
            return rest, weight, len(pairs)
        rest -= sum(purse for purse, _ in pairs) - sum(purse for purse, _ in rich)
        pairs = rich


_UNIT = 2.0**-50


class FastPurses:
    """Floating point, with bounds: a voter of group g has at least low[g] and at most high[g].

    Prices are found with the lower bounds and rounded up. The true price is lower by at most s / k, where s
    is what the supporters may have more than their lower bounds, together, and k of them pay the price:
    below the price found, what comes together falls by at least k for each unit of the price.
    """

    def __init__(self, groups: int, budget: Fraction) -> None:
        near = float(budget)
        self._grain = near * _UNIT
        margin = 0.0 if near == budget else self._grain
        self.low = [near - margin] * groups
        self.high = [near + margin] * groups
        self._asked: dict[str, tuple[float, float]] = {}

    def least(self, candidate: Candidate) -> Rate:
        """As in Purses."""
        return 1 / candidate.weight

    def rate(self, candidate: Candidate, floor: Rate, ceiling: Rate | None = None) -> Interval | None:
        """As in Purses. Raises Doubt."""
        most = candidate.purses(self.high)
        cost, number, money = candidate.cost, len(most), sum(most)
        noise = number * _UNIT * max(money, cost)
        if money + noise < cost:
            return None
        if ceiling is not None:
            price = _price_above(most, cost - money - noise, float(ceiling) * cost)
            lowest = price / cost * (1 - 4 * _UNIT)
            if lowest > ceiling:
                return max(lowest, float(floor)), inf
        purses = candidate.purses(self.low)
        total = sum(purses)
        if total < cost + noise:
            raise Doubt()
        price = cost / number * (1 + _UNIT)
        if floor <= 1 / number and min(purses) >= price:
            self._asked[candidate.id] = price, cost / number * (1 - _UNIT)
            return 1 / number, 1 / number
        price, payers = _split_nearly(purses, cost - total, float(floor) * cost * (1 - _UNIT))
        highest = (price + noise / payers) * (1 + _UNIT)
        lowest = (price - (money - total + 3 * noise) / payers) * (1 - _UNIT)
        self._asked[candidate.id] = highest, lowest
        return max(lowest / cost * (1 - _UNIT), 1 / number), highest / cost * (1 + _UNIT)

    def buy(self, candidate: Candidate) -> None:
        """As in Purses."""
        highest, lowest = self._asked[candidate.id]
        highest, lowest = highest + self._grain, lowest - self._grain
        low, high = self.low, self.high
        for member in candidate.members:
            most = high[member]
            if most > lowest:
                high[member] = most - lowest
                least = low[member]
                low[member] = least - highest if least > highest else 0.0
            elif most:
                low[member] = high[member] = 0.0


def _price_above(purses: Sequence[float], lack: float, price: float) -> float:
    """What the price is at least, nearly: whoever has less than `price` pays all, the others pay the rest.

    That holds for any `price`; where the true one is above it, the answer is, too. lack: what the price has
    to bring together, less all that is in the purses. 0 where nobody has that much.
    """
    rich = [purse for purse in purses if purse >= price]
    return (lack + sum(rich)) / len(rich) if rich else 0.0


def _split_nearly(purses: Sequence[float], lack: float, start: float) -> tuple[float, int]:
    """The price, and how many pay it. start: a price that is surely not above it. lack: as above."""
    price = start
    while True:
        rich = [purse for purse in purses if purse >= price]
        if len(rich) == len(purses) and price > start:
            return price, len(rich)
        if not rich:
            raise Doubt()
        purses = rich
        price = max((lack + sum(rich)) / len(rich), start * (1 + _UNIT))
