"""Interval arithmetic, in lists and in arrays: the bounds hold, and it buys what exact budgets buy."""

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import inf
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.tally import instance as instances
from idea4gov.domain.tally.arrays import ArrayBudgets, GroupedVoters
from idea4gov.domain.tally.election import WITH_POINTS, Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.exact_budgets import ExactBudgets
from idea4gov.domain.tally.instance import Instance, build_instance
from idea4gov.domain.tally.interval_budgets import IntervalBudgets
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.purchases import purchases
from idea4gov.domain.tally.rules import PROPORTIONAL
from idea4gov.domain.tally.scores import count_scores
from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, Rho
from tests.domain.elections import COUNTED_TYPES, ballots, election
from tests.services.sample import examples

Intervals = IntervalBudgets | ArrayBudgets
Maker = Callable[[Instance, Fraction], Intervals]
BUDGETS = st.fractions(0, 400, max_denominator=97)
CLOSE = 1e-9
"""Relative width that no interval reaches, for rounding makes the widest a hundredth of it."""


def in_lists(instance: Instance, budget: Fraction) -> Intervals:
    return IntervalBudgets(len(instance.sizes), budget)


def in_arrays(instance: Instance, budget: Fraction) -> Intervals:
    return GroupedVoters(instance.sizes, instance.candidates).budgets(budget)


@st.composite
def towns(draw: st.DrawFn, vote_types: tuple[VoteType, ...]) -> Election:
    """Elections in which voters run out of money one after the other, of a few and of a thousand voters."""
    vote_type = draw(st.sampled_from(vote_types))
    costs = draw(st.lists(st.integers(1, 3_000), min_size=2, max_size=7))
    ids = [f"p{number}" for number in range(len(costs))]
    counts = st.sampled_from([1, 1, 2, 9, 300])
    return build_election(
        vote_type=vote_type,
        budget=draw(st.integers(1, 6_000)),
        projects=[Project(one, cost) for one, cost in zip(ids, costs, strict=True)],
        counted=draw(st.lists(st.tuples(ballots(vote_type, ids), counts), min_size=1, max_size=9)),
    )


@st.composite
def poor_towns(draw: st.DrawFn, vote_types: tuple[VoteType, ...]) -> tuple[Election, Fraction]:
    """Elections with a voter budget of which each project takes a good part, so that soon many have less."""
    vote_type = draw(st.sampled_from(vote_types))
    ids = [f"p{number}" for number in range(draw(st.integers(3, 7)))]
    marked = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True).map(tuple)
    points = st.tuples(*[st.integers(1, 9)] * 4) if vote_type in WITH_POINTS else st.just(())
    cast = st.builds(lambda choices, given: Ballot(choices, given[: len(choices)]), marked, points)
    counts = st.sampled_from([1, 2, 3, 5, 90])
    groups = draw(st.lists(st.tuples(cast, counts), min_size=4, max_size=9))
    budget = draw(st.fractions(20, 400, max_denominator=97))
    free = build_election(
        vote_type=vote_type, budget=0, projects=[Project(one, 0) for one in ids], counted=groups
    )
    parts = st.fractions(Fraction(2, 5), Fraction(4, 5), max_denominator=10)
    costs = {one: round(budget * score.votes * draw(parts)) for one, score in count_scores(free).items()}
    projects = tuple(Project(one, cost or 1) for one, cost in costs.items())
    return replace(free, budget=int(budget * free.ballot_count), projects=projects), budget


def check(found: Election, budget: Fraction, maker: Maker) -> None:
    instance = build_instance(found, found.projects)
    exact, intervals = ExactBudgets(len(instance.sizes), budget), maker(instance, budget)
    for purchase in purchases(instance.candidates, ExactBudgets(len(instance.sizes), budget), {}):
        for one in instance.candidates:
            if one.id not in exact.shares:
                check_rho(exact, intervals, one, float(purchase.highest))
        try:
            assert intervals.rho(purchase.candidate, intervals.lowest_rho(purchase.candidate)) is not None
        except AmbiguousComparison:
            assert is_close(exact.money(purchase.candidate), purchase.candidate.cost)
            return
        exact.buy(purchase.candidate)
        intervals.buy(purchase.candidate)
        for group, class_ in enumerate(exact.classes):
            left = Fraction(exact.amounts[class_], exact.scales[class_])
            low, high = float(intervals.low[group]), float(intervals.high[group])
            assert low <= left <= high
            assert high - low <= CLOSE * budget


def is_close(one: Rho, other: Rho) -> bool:
    """Whether two numbers are so close that rounding may hide which one is smaller."""
    first, second = Fraction(one), Fraction(other)
    return abs(first - second) <= CLOSE * max(first, second)


def check_rho(exact: ExactBudgets, intervals: Intervals, one: Candidate, ceiling: float) -> None:
    least, rho = intervals.lowest_rho(one), exact.rho(one, 0)
    try:
        found = intervals.rho(one, least)
        looked = {limit: intervals.rho(one, least, limit) for limit in (ceiling, 2 * ceiling)}
    except AmbiguousComparison:
        assert is_close(exact.money(one), one.cost)
        return
    if rho is None:
        assert {found, *looked.values()} == {None}
        return
    assert found is not None
    assert least <= found[0] <= float(rho[0]) <= found[1]
    assert is_close(*found)
    for limit, bounds in looked.items():
        assert bounds is not None
        assert bounds[0] <= float(rho[0]) <= bounds[1]
        if not is_close(rho[0], limit):
            assert bounds == found if rho[0] < limit else (limit < bounds[0] and bounds[1] == inf)
    if found[0] == found[1]:
        assert Fraction(rho[0]).numerator == 1


@settings(max_examples=examples(60), deadline=None)
@given(towns((VoteType.APPROVAL, VoteType.CHOOSE_1)), BUDGETS)
def test_rhos_are_within_their_bounds_in_lists(found: Election, budget: Fraction) -> None:
    check(found, budget, in_lists)


@settings(max_examples=examples(60), deadline=None)
@given(towns(COUNTED_TYPES), BUDGETS)
def test_rhos_are_within_their_bounds_in_arrays(found: Election, budget: Fraction) -> None:
    check(found, budget, in_arrays)


@settings(max_examples=examples(80), deadline=None)
@given(poor_towns((VoteType.APPROVAL,)))
def test_when_many_have_less_than_the_price_rhos_are_within_their_bounds_in_lists(
    drawn: tuple[Election, Fraction],
) -> None:
    check(*drawn, in_lists)


@settings(max_examples=examples(80), deadline=None)
@given(poor_towns(COUNTED_TYPES))
def test_when_many_have_less_than_the_price_rhos_are_within_their_bounds_in_arrays(
    drawn: tuple[Election, Fraction],
) -> None:
    check(*drawn, in_arrays)


@pytest.mark.parametrize("maker", [in_lists, in_arrays])
def test_those_with_less_pay_what_they_have_and_the_others_share_the_rest(maker: Maker) -> None:
    # each voter has 20; a costs its four supporters 10 each; then one of b has 10, and the others pay 15 each
    found = election(120, {"a": 40, "b": 40}, {"a": 3, "a,b": 1, "b": 2})
    instance = build_instance(found, found.projects)
    a, b = instance.candidates
    intervals = maker(instance, Fraction(20))
    assert intervals.rho(a, intervals.lowest_rho(a)) == (0.25, 0.25)
    intervals.buy(a)
    bounds = intervals.rho(b, intervals.lowest_rho(b))
    assert bounds is not None
    assert all(is_close(bound, Fraction(15, 40)) for bound in bounds)
    intervals.buy(b)
    assert intervals.rho(b, intervals.lowest_rho(b)) is None


@pytest.mark.parametrize("maker", [in_lists, in_arrays])
def test_whoever_has_just_the_price_has_nothing_left(maker: Maker) -> None:
    # as above, but b costs its three supporters 10 each, which is all that one of them has
    found = election(120, {"a": 40, "b": 30}, {"a": 3, "a,b": 1, "b": 2})
    instance = build_instance(found, found.projects)
    intervals = maker(instance, Fraction(20))
    for one in instance.candidates:
        assert intervals.rho(one, intervals.lowest_rho(one)) is not None
        intervals.buy(one)
    left = zip(intervals.low, intervals.high, (10, 0, 10), strict=True)
    assert all(low <= exact <= high and high - low < CLOSE for low, high, exact in left)


TOWNS = towns(COUNTED_TYPES) | poor_towns(COUNTED_TYPES).map(lambda drawn: drawn[0])


@settings(max_examples=examples(60), deadline=None)
@given(TOWNS, st.sampled_from([None, "1"]))
def test_arrays_lists_and_exact_counts_have_the_same_outcome(found: Election, seed: str | None) -> None:
    plain = tally(found, PROPORTIONAL, seed)
    with patch.object(instances, "ARRAYS_FROM", 0), patch.object(instances, "WEIGHTED_ARRAYS_FROM", 0):
        assert tally(found, PROPORTIONAL, seed) == plain
    with patch.object(Instance, "_interval_budgets", None):
        assert tally(found, PROPORTIONAL, seed) == plain


@pytest.mark.parametrize("vote_type", [VoteType.APPROVAL, VoteType.ORDINAL])
def test_without_numpy_the_outcome_is_the_same(monkeypatch: pytest.MonkeyPatch, vote_type: VoteType) -> None:
    monkeypatch.setattr(instances, "ARRAYS_FROM", 0)
    monkeypatch.setattr(instances, "WEIGHTED_ARRAYS_FROM", 0)
    ids = [f"p{number}" for number in range(7)]
    found = build_election(
        vote_type=vote_type,
        budget=3_000,
        projects=[Project(one, 300 + 170 * place) for place, one in enumerate(ids)],
        counted=[(Ballot((ids[n % 7], ids[n % 5], ids[n % 3])), 1 + n % 4) for n in range(40)],
    )
    with_numpy = tally(found, PROPORTIONAL, "1")
    monkeypatch.setitem(sys.modules, "idea4gov.domain.tally.arrays", None)
    assert tally(found, PROPORTIONAL, "1") == with_numpy
    assert len(with_numpy.winners) > 2
