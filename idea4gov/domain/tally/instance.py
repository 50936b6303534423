"""An election arranged for equal shares, and the search for the voter budget that the money allows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain, repeat
from math import lcm

from idea4gov.domain.tally.election import Ballot, Election, Exact, Project, VoteType
from idea4gov.domain.tally.exact_budgets import ExactBudgets
from idea4gov.domain.tally.interval_budgets import IntervalBudgets
from idea4gov.domain.tally.outcome import Share
from idea4gov.domain.tally.purchases import Allocation, of_kind, purchases, same_between
from idea4gov.domain.tally.rules import Completion
from idea4gov.domain.tally.scores import marks_of
from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, VoterBudgets, values_at

_EQUAL_MARKS = (VoteType.APPROVAL, VoteType.CHOOSE_1)
ARRAYS_FROM, WEIGHTED_ARRAYS_FROM = 200, 20
"""Mean number of different ballots per candidate from which numpy arrays are the fastest way to count.

Below, IntervalBudgets are; with points, ExactBudgets.
"""
LARGEST_FLOAT = 2**53
"""Up to here every whole number is a float; beyond it nothing is counted in floats."""


@dataclass(frozen=True)
class Instance:
    """What equal shares is counted from.

    candidates: projects that can be bought. sizes: number of ballots in each group of equal ones. voters:
    number of ballots, including blank ones. point: weights count in 1 / point of a point, so that they are
    whole.
    """

    election: Election
    candidates: tuple[Candidate, ...]
    sizes: tuple[int, ...]
    voters: int
    point: int = 1

    def per_point(self, share: Share) -> Share:
        """The share with its price for a whole point."""
        return share if share.price is None else replace(share, price=share.price * self.point)

    @property
    def is_weighted(self) -> bool:
        """Whether supporters of the same project may pay different prices because ballots carry points."""
        return any(one.weights is not None for one in self.candidates)

    def first_budget(self, completion: Completion) -> Fraction:
        """The budget of every voter before completion adds to it."""
        exact, unit = (self.election.budget + self.election.rest) / self.voters, self.election.unit
        return Fraction(int(exact / unit) * unit) if completion is Completion.ADD1 else exact

    def buy(
        self,
        budget: Fraction,
        candidates: Sequence[Candidate] = (),
        *,
        below: Allocation = (),
        above: Allocation = (),
    ) -> Allocation:
        """What is bought when every voter has this budget.

        candidates: other ones than those of the instance. below, above: as in `purchases`.
        """
        chosen, excludes = candidates or self.candidates, self.election.excludes
        if self._interval_budgets is not None:
            hints = {"below": of_kind(below, float), "above": of_kind(above, float)}
            try:
                return purchases(chosen, self._interval_budgets(budget), excludes, **hints)
            except AmbiguousComparison:
                pass
        hints = {"below": of_kind(below, Fraction), "above": of_kind(above, Fraction)}
        return purchases(chosen, ExactBudgets(len(self.sizes), budget), excludes, **hints)

    @cached_property
    def _interval_budgets(self) -> Callable[[Fraction], VoterBudgets] | None:
        """Makes budgets in interval arithmetic from a voter budget; None where only exact ones are used."""
        marks = sum(len(one.groups) for one in self.candidates)
        enough = WEIGHTED_ARRAYS_FROM if self.is_weighted else ARRAYS_FROM
        if max((max(one.cost, one.weight) for one in self.candidates), default=0) > LARGEST_FLOAT:
            return None
        if marks >= enough * len(self.candidates):
            try:
                from idea4gov.domain.tally.arrays import GroupedVoters  # noqa: PLC0415
            except ImportError:
                pass  # the verifier runs on plain Python, without numpy
            else:
                return GroupedVoters(self.sizes, self.candidates).budgets
        return None if self.is_weighted else partial(IntervalBudgets, len(self.sizes))

    def prefer(self, project_id: str) -> tuple[Candidate, ...]:
        """The candidates, with one of them first in every tie."""
        return tuple(replace(one, order=-1) if one.id == project_id else one for one in self.candidates)

    def complete(self, completion: Completion) -> Fraction:
        """The last voter budget of first, first + 1, first + 2, ... before one of them overspends.

        What is added are whole units of the currency, whatever the unit of the costs. The search also ends at
        the first budget that buys every candidate, not counting those that a bought one excludes. Budgets
        between two that provably buy the same are skipped. With Completion.NONE: the first budget.
        """
        budget, step, unit = self.first_budget(completion), 1, self.election.unit
        allocation = self.buy(budget)
        while completion is not Completion.NONE and not self._has_all(allocation):
            more = self.buy(budget + step * unit, below=allocation)
            if step > 1 and self._has_all(more):
                # so that the search ends at the first budget that buys everything
                step //= 2
                continue
            added = self._first_overspending(budget, allocation, step, more)
            if added is not None:
                return budget + (added - 1) * unit
            budget, allocation, step = budget + step * unit, more, step * 2
        return budget

    def _first_overspending(
        self, budget: Fraction, allocation: Allocation, step: int, more: Allocation
    ) -> int | None:
        """The smallest number in 1..step that makes the voter budget overspend when added to it, or None.

        allocation: what `budget` buys. more: what budget + step units of the currency buys.
        """
        if step == 1:
            return 1 if self._overspends(more) else None
        if same_between(allocation, more):
            return None
        half = step // 2
        between = budget + half * self.election.unit
        middle = self.buy(between, below=allocation, above=more)
        found = self._first_overspending(budget, allocation, half, middle)
        if found is not None:
            return found
        found = self._first_overspending(between, middle, step - half, more)
        return None if found is None else half + found

    def _overspends(self, allocation: Allocation) -> bool:
        return sum(one.candidate.cost for one in allocation) > self.election.budget

    def _has_all(self, allocation: Allocation) -> bool:
        ids = {one.candidate.id for one in allocation}
        return all(
            one.id in ids or self.election.excludes.get(one.id, frozenset()) & ids for one in self.candidates
        )


def build_instance(election: Election, projects: Sequence[Project]) -> Instance:
    """Arrange an election for equal shares.

    projects: those that may be bought, in tie-break order; without a cost or a supporter they are left out.
    """
    groups_of, points_of = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    groups, point = _whole(_groups(election))
    for number, (ids, given) in enumerate(groups):
        for project_id in ids:
            groups_of[project_id].append(number)
        for project_id, points in zip(ids, given, strict=False):
            points_of[project_id].append(points)
    sizes = list(groups.values())
    candidates = tuple(
        _candidate(one, order, groups_of[one.id], points_of[one.id], sizes)
        for order, one in enumerate(projects)
        if one.cost and groups_of[one.id]
    )
    return Instance(election, candidates, tuple(sizes), election.ballot_count, point)


_Marks = tuple[tuple[str, ...], tuple[Exact, ...]]
"""(ids of the projects that a ballot marks, sorted; what it gives to each, or () where all count the same)"""
_WholeMarks = tuple[tuple[str, ...], tuple[int, ...]]


def _groups(election: Election) -> Mapping[_Marks, int]:
    """{what a ballot marks: number of ballots that mark just this}"""
    groups: Counter[_Marks] = Counter()
    if election.vote_type in _EQUAL_MARKS:
        for ballot, count in election.groups:
            groups[tuple(sorted(set(ballot.choices))), ()] += count
        return groups
    for ballot, count in election.groups:
        # Who gives a project less than nothing does not pay for it.
        given = sorted(pair for pair in _given(election, ballot).items() if pair[1] > 0)
        groups[tuple(one for one, _ in given), tuple(points for _, points in given)] += count
    return groups


def _given(election: Election, ballot: Ballot) -> Mapping[str, Exact]:
    """{project id: what this ballot gives to it}"""
    marks: dict[str, Exact] = {}
    if election.default_score:
        marks = {one.id: election.default_score for one in election.projects if one.id not in ballot.choices}
    for project_id, weight in marks_of(election.vote_type, ballot):
        marks[project_id] = marks.get(project_id, 0) + weight
    return marks


def _whole(groups: Mapping[_Marks, int]) -> tuple[Mapping[_WholeMarks, int], int]:
    """The groups with all points multiplied by the smallest int that makes them whole, and this int."""
    point = lcm(*(points.denominator for _, given in groups for points in given))
    whole = {(ids, tuple(int(one * point) for one in given)): size for (ids, given), size in groups.items()}
    return whole, point


def _candidate(
    project: Project, order: int, groups: list[int], points: list[int], sizes: list[int]
) -> Candidate:
    """points: what one ballot of each group gives; [] where every supporter counts the same."""
    supporters = list(_per_ballot(groups, groups, sizes))
    weights = tuple(_per_ballot(points, groups, sizes)) if points else None
    return Candidate(
        id=project.id,
        cost=project.cost,
        order=order,
        groups=tuple(groups),
        expand=values_at(supporters),
        weights=weights,
        weight=len(supporters) if weights is None else sum(weights),
    )


def _per_ballot(values: list[int], groups: list[int], sizes: list[int]) -> Iterator[int]:
    """Each value as many times as its group has ballots. values: one per group."""
    return chain.from_iterable(map(repeat, values, map(sizes.__getitem__, groups)))
