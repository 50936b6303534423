"""Who supports what in an election, arranged for equal shares; and the search for the voters' budget."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain, repeat

from idea4gov.domain.tally.election import Election, Project, VoteType
from idea4gov.domain.tally.purchases import Basket, of_kind, purchases, same_between
from idea4gov.domain.tally.purses import Candidate, Doubt, ExactPurses, FastPurses, Purses, pick
from idea4gov.domain.tally.rules import Completion
from idea4gov.domain.tally.scores import marks_of

_EQUAL_MARKS = (VoteType.APPROVAL, VoteType.CHOOSE_1)
MARKED_IN_ARRAYS, WEIGHED_IN_ARRAYS = 200, 20
"""Different ballots that mark a candidate, on average, from which on arrays are faster than lists, or, with
points, than exact counts."""


@dataclass(frozen=True)
class Market:
    """What equal shares is counted from.

    candidates: projects with a cost and a supporter that may be funded. sizes: number of ballots in each
    group of equal ones. voters: number of ballots, blank ones too.
    """

    election: Election
    candidates: tuple[Candidate, ...]
    sizes: tuple[int, ...]
    voters: int

    @property
    def is_weighted(self) -> bool:
        """Whether supporters of the same project may pay different prices, by their points."""
        return any(one.weights is not None for one in self.candidates)

    def first_budget(self, completion: Completion) -> Fraction:
        """What every voter has before anything is added."""
        exact = Fraction(self.election.budget, self.voters)
        return Fraction(int(exact)) if completion is Completion.ADD1 else exact

    def buy(
        self,
        budget: Fraction,
        candidates: Sequence[Candidate] = (),
        *,
        below: Basket = (),
        above: Basket = (),
    ) -> Basket:
        """What is bought when every voter has this much.

        candidates: instead of the market's own. below, above: as in purchases.
        """
        chosen, excludes = candidates or self.candidates, self.election.excludes
        if self._fast is not None:
            hints = {"below": of_kind(below, float), "above": of_kind(above, float)}
            try:
                return purchases(chosen, self._fast(budget), excludes, **hints)
            except Doubt:
                pass
        hints = {"below": of_kind(below, Fraction), "above": of_kind(above, Fraction)}
        return purchases(chosen, ExactPurses(len(self.sizes), budget), excludes, **hints)

    @cached_property
    def _fast(self) -> Callable[[Fraction], Purses] | None:
        """What makes fast purses of a budget; None: there are only exact ones."""
        marks = sum(len(one.members) for one in self.candidates)
        enough = WEIGHED_IN_ARRAYS if self.is_weighted else MARKED_IN_ARRAYS
        if marks >= enough * len(self.candidates):
            try:
                from idea4gov.domain.tally.arrays import Crowds  # noqa: PLC0415
            except ImportError:
                pass  # numpy is not there: the verifier runs on plain Python
            else:
                return Crowds(self.sizes, self.candidates).purses
        return None if self.is_weighted else partial(FastPurses, len(self.sizes))

    def prefer(self, project_id: str) -> tuple[Candidate, ...]:
        """The candidates, with one of them first in every tie."""
        return tuple(replace(one, order=-1) if one.id == project_id else one for one in self.candidates)

    def complete(self, completion: Completion) -> Fraction:
        """The budget of each voter: the last one of first, first + 1, ... before the outcome overspends.

        Budgets between which nothing can change are jumped over. Where everything is bought, or shut out, the
        search ends.
        """
        budget, step = self.first_budget(completion), 1
        basket = self.buy(budget)
        while completion is not Completion.NONE and not self._has_all(basket):
            more = self.buy(budget + step, below=basket)
            if step > 1 and self._has_all(more):
                # so that the search ends at the first budget that buys everything
                step //= 2
                continue
            added = self._first_overspending(budget, basket, step, more)
            if added is not None:
                return budget + added - 1
            budget, basket, step = budget + step, more, step * 2
        return budget

    def _first_overspending(self, budget: Fraction, basket: Basket, step: int, more: Basket) -> int | None:
        """The smallest number in 1..step that, added to the budget, overspends. more: of budget + step."""
        if step == 1:
            return 1 if self._overspends(more) else None
        if same_between(basket, more):
            return None
        half = step // 2
        middle = self.buy(budget + half, below=basket, above=more)
        found = self._first_overspending(budget, basket, half, middle)
        if found is not None:
            return found
        found = self._first_overspending(budget + half, middle, step - half, more)
        return None if found is None else half + found

    def _overspends(self, basket: Basket) -> bool:
        return sum(one.candidate.cost for one in basket) > self.election.budget

    def _has_all(self, basket: Basket) -> bool:
        ids = {one.candidate.id for one in basket}
        return all(
            one.id in ids or self.election.excludes.get(one.id, frozenset()) & ids for one in self.candidates
        )


def open_market(election: Election, projects: Sequence[Project]) -> Market:
    """Arrange an election. projects: those that may be paid for, in the order of the tie rule."""
    members, weights = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    groups = _groups(election)
    for number, (ids, points) in enumerate(groups):
        for project_id in ids:
            members[project_id].append(number)
        for project_id, weight in zip(ids, points, strict=False):
            weights[project_id].append(weight)
    sizes = list(groups.values())
    candidates = tuple(
        _candidate(one, order, members[one.id], weights[one.id], sizes)
        for order, one in enumerate(projects)
        if one.cost and members[one.id]
    )
    return Market(election, candidates, tuple(sizes), election.ballot_count)


_Marks = tuple[tuple[str, ...], tuple[int, ...]]
"""What a ballot marks, sorted, and what it gives to each; () where all count the same."""


def _groups(election: Election) -> Mapping[_Marks, int]:
    groups: Counter[_Marks] = Counter()
    if election.vote_type in _EQUAL_MARKS:
        for ballot, count in election.groups:
            groups[tuple(sorted(set(ballot.choices))), ()] += count
        return groups
    for ballot, count in election.groups:
        marks: Counter[str] = Counter()
        for project_id, weight in marks_of(election.vote_type, ballot):
            marks[project_id] += weight
        given = sorted(pair for pair in marks.items() if pair[1])
        groups[tuple(one for one, _ in given), tuple(points for _, points in given)] += count
    return groups


def _candidate(
    project: Project, order: int, members: list[int], weights: list[int], sizes: list[int]
) -> Candidate:
    """weights: of each member; [] where every supporter counts the same."""
    places = list(_repeated(members, members, sizes))
    repeated = tuple(_repeated(weights, members, sizes)) if weights else None
    return Candidate(
        id=project.id,
        cost=project.cost,
        order=order,
        members=tuple(members),
        purses=pick(places),
        weights=repeated,
        weight=len(places) if repeated is None else sum(repeated),
    )


def _repeated(values: list[int], members: list[int], sizes: list[int]) -> Iterator[int]:
    return chain.from_iterable(map(repeat, values, map(sizes.__getitem__, members)))
