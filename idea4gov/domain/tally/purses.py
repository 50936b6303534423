"""What voters have left, and what a project costs them: exactly, or fast with a bound on the error.

Under equal shares a project is paid by its supporters, each the same price, or all that they have left where
that is less. Its *rate* is the price for one unit of its cost: the lower, the more people share in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from math import ceil, inf
from operator import itemgetter
from typing import Protocol

from idea4gov.domain.tally.outcome import Share

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
    """Whole numbers of a unit that is made finer when a price asks for it: 1 / scale.

    Groups that paid the same are of one kind, so that few numbers have to be told in a finer unit, and each
    only when it is looked at. amounts, scales: of each kind, and the unit in which it was told last. shares:
    how each project was paid for.
    """

    def __init__(self, groups: int, budget: Fraction) -> None:
        self.kinds = [1] * groups
        self.amounts = [0, budget.numerator]
        self.scales = [budget.denominator, budget.denominator]
        self.scale = budget.denominator
        self.shares: dict[str, Share] = {}

    def left(self, candidate: Candidate) -> list[int]:
        """What each supporter has, in the unit of today."""
        kinds = candidate.purses(self.kinds)
        return list(map({kind: self._amount(kind) for kind in set(kinds)}.__getitem__, kinds))

    def _amount(self, kind: int) -> int:
        if self.scales[kind] != self.scale:
            self.amounts[kind] *= self.scale // self.scales[kind]
            self.scales[kind] = self.scale
        return self.amounts[kind]

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
        due = self._due(candidate, self.left(candidate), floor)
        if due is None:
            return None
        rest, weight, _ = due
        rate = Fraction(rest, weight * candidate.cost * self.scale)
        return rate, rate

    def money(self, candidate: Candidate) -> Fraction:
        """What its supporters have left together."""
        return Fraction(sum(self.left(candidate)), self.scale)

    def buy(self, candidate: Candidate) -> None:
        """As in Purses."""
        purses = self.left(candidate)
        due = self._due(candidate, purses, 0)
        assert due is not None
        rest, weight, payers = due
        price, partial = Fraction(rest, weight), len(purses) - payers - purses.count(0)
        self.shares[candidate.id] = Share(
            price / self.scale, payers, partial, Fraction(sum(purses), self.scale)
        )
        self.scale *= price.denominator
        self._pay(candidate, price.numerator)

    def _pay(self, candidate: Candidate, price: int) -> None:
        kinds, after = self.kinds, dict[tuple[int, int], int]()
        for member, weight in self._weights(candidate):
            key = kinds[member], weight
            if key not in after:
                after[key] = self._new_kind(self._amount(key[0]) - price * weight)
            kinds[member] = after[key]

    def _new_kind(self, amount: int) -> int:
        if amount <= 0:
            return 0
        self.amounts.append(amount)
        self.scales.append(self.scale)
        return len(self.amounts) - 1

    def _weights(self, candidate: Candidate) -> Iterable[tuple[int, int]]:
        """Each member once, with its points."""
        if candidate.weights is None:
            return zip(candidate.members, repeat(1))
        return dict(zip(candidate.purses(range(len(self.kinds))), candidate.weights, strict=True)).items()

    def _due(self, candidate: Candidate, purses: Sequence[int], floor: Rate) -> tuple[int, int, int] | None:
        """(what is to be paid by those who pay the price, their weight, their number), or None."""
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


UNIT = 2.0**-50
TINY = 5e-324
"""The smallest number above 0."""


class FastPurses:
    """Floating point, with bounds: a voter of group g has at least low[g] and at most high[g].

    Prices are found with the lower bounds, for a cost that is higher by more than sums can err, the noise.
    The true price is lower by at most s / k, where s is the noise and what the supporters may have more than
    their lower bounds, together, and k of them pay the price: below the price found, what comes together
    falls by at least k for each unit of the price. Where those k are all who may have anything, each pays
    the k-th part of the cost, and the rate, 1 / k, is exact.
    """

    def __init__(self, groups: int, budget: Fraction) -> None:
        near = float(budget)
        self._grain = near * UNIT
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
        noise = number * UNIT * max(money, cost)
        if money + noise < cost:
            return None
        if ceiling is not None:
            price = _price_above(most, cost - money - noise, float(ceiling) * cost)
            lowest = price / cost * (1 - 4 * UNIT)
            if lowest > ceiling:
                return max(lowest, float(floor)), inf
        purses = candidate.purses(self.low)
        total = sum(purses)
        if total < cost + 2 * noise:
            raise Doubt()
        price, payers = _split_nearly(purses, cost + noise - total, float(floor) * cost * (1 - UNIT))
        if payers == number - most.count(0.0):
            even = 1 / payers
            self._asked[candidate.id] = cost * even * (1 + 2 * UNIT), cost * even * (1 - 2 * UNIT)
            return even, even
        highest = price * (1 + UNIT)
        lowest = (price - (money - total + 4 * noise) / payers) * (1 - UNIT)
        self._asked[candidate.id] = highest, lowest
        return max(lowest / cost * (1 - UNIT), 1 / number), highest / cost * (1 + UNIT)

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
        price = max((lack + sum(rich)) / len(rich), start * (1 + UNIT))
