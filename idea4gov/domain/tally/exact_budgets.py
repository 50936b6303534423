"""Voter budgets as exact numbers."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import repeat
from math import ceil

from idea4gov.domain.tally.outcome import Share
from idea4gov.domain.tally.voter_budgets import Candidate, Interval, Rho


class ExactBudgets:
    """Voter budgets as integers, counted in units of 1 / scale.

    The scale grows whenever a price is no whole number of units. Groups of ballots that have paid the same
    form one class, so that few amounts have to be converted, and each only when it is read.

    classes: the class of each group, 0 for groups that have nothing left. amounts, scales: of each class,
    what one voter has, and the scale in which that is written. shares: {project id: how it was paid for}.
    """

    def __init__(self, groups: int, budget: Fraction) -> None:
        self.classes = [1] * groups
        self.amounts = [0, budget.numerator]
        self.scales = [budget.denominator, budget.denominator]
        self.scale = budget.denominator
        self.shares: dict[str, Share] = {}

    def _remaining(self, candidate: Candidate) -> list[int]:
        """What each supporter has left, in the present scale."""
        classes = candidate.expand(self.classes)
        return list(map({one: self._amount(one) for one in set(classes)}.__getitem__, classes))

    def _amount(self, class_: int) -> int:
        if self.scales[class_] != self.scale:
            self.amounts[class_] *= self.scale // self.scales[class_]
            self.scales[class_] = self.scale
        return self.amounts[class_]

    def lowest_rho(self, candidate: Candidate) -> Rho:
        """As in VoterBudgets."""
        return Fraction(1, candidate.weight)

    def rho(
        self,
        candidate: Candidate,
        lower: Rho,
        ceiling: Rho | None = None,  # noqa: ARG002
    ) -> Interval | None:
        """As in VoterBudgets. Both bounds are the exact rho, whatever the ceiling."""
        due = self._due(candidate, self._remaining(candidate), lower)
        if due is None:
            return None
        rest, weight, _ = due
        rho = Fraction(rest, weight * candidate.cost * self.scale)
        return rho, rho

    def money(self, candidate: Candidate) -> Fraction:
        """What all supporters of a candidate have left together, in the unit of the costs."""
        return Fraction(sum(self._remaining(candidate)), self.scale)

    def buy(self, candidate: Candidate) -> None:
        """As in VoterBudgets, but `rho` need not be called first. The candidate must be affordable."""
        remaining = self._remaining(candidate)
        due = self._due(candidate, remaining, 0)
        assert due is not None
        rest, weight, payers = due
        price, partial = Fraction(rest, weight), len(remaining) - payers - remaining.count(0)
        self.shares[candidate.id] = Share(
            price / self.scale, payers, partial, Fraction(sum(remaining), self.scale)
        )
        self.scale *= price.denominator
        self._pay(candidate, price.numerator)

    def _pay(self, candidate: Candidate, price: int) -> None:
        classes, after = self.classes, dict[tuple[int, int], int]()
        for group, weight in self._weights(candidate):
            key = classes[group], weight
            if key not in after:
                after[key] = self._new_class(self._amount(key[0]) - price * weight)
            classes[group] = after[key]

    def _new_class(self, amount: int) -> int:
        if amount <= 0:
            return 0
        self.amounts.append(amount)
        self.scales.append(self.scale)
        return len(self.amounts) - 1

    def _weights(self, candidate: Candidate) -> Iterable[tuple[int, int]]:
        """(group, points of each of its ballots) for each group that supports the candidate."""
        if candidate.weights is None:
            return zip(candidate.groups, repeat(1))
        return dict(zip(candidate.expand(range(len(self.classes))), candidate.weights, strict=True)).items()

    def _due(self, candidate: Candidate, remaining: Sequence[int], lower: Rho) -> tuple[int, int, int] | None:
        """How the cost is shared, or None if the supporters cannot pay it.

        remaining: of each supporter. Returns (amount due from those who pay the full price, in the present
        scale; sum of their weights; their number).
        """
        rest = candidate.cost * self.scale
        if sum(remaining) < rest:
            return None
        if candidate.weights is not None:
            return _split_by_weight(list(zip(remaining, candidate.weights, strict=True)), rest)
        if lower:
            lowest_price = ceil(Fraction(lower) * rest)
            able = [amount for amount in remaining if amount >= lowest_price]
            rest, remaining = rest - sum(remaining) + sum(able), able
        rest, payers = _split(remaining, rest)
        return rest, payers, payers


def _split(remaining: Sequence[int], rest: int) -> tuple[int, int]:
    """Drop whoever has less than an equal part of `rest`, and subtract what they have, until all can pay.

    Returns (what is left of `rest`, number of those who pay it).
    """
    while True:
        number = len(remaining)
        price = -(-rest // number)
        able = [amount for amount in remaining if amount >= price]
        if len(able) == number:
            return rest, number
        rest, remaining = rest - sum(remaining) + sum(able), able


def _split_by_weight(pairs: list[tuple[int, int]], rest: int) -> tuple[int, int, int]:
    """As _split, for pairs of (remaining budget, points). Returns also the sum of points, in the middle."""
    while True:
        weight = sum(points for _, points in pairs)
        able = [(amount, points) for amount, points in pairs if amount * weight >= rest * points]
        if len(able) == len(pairs):
            return rest, weight, len(pairs)
        rest -= sum(amount for amount, _ in pairs) - sum(amount for amount, _ in able)
        pairs = able
