"""Interval arithmetic, in lists and in arrays: the bounds hold, and it buys what exact budgets buy."""

import sys
from collections.abc import Callable
from fractions import Fraction
from math import inf
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.tally import instance as instances
from idea4gov.domain.tally.arrays import ArrayBudgets, GroupedVoters
from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.exact_budgets import ExactBudgets
from idea4gov.domain.tally.instance import Instance, build_instance
from idea4gov.domain.tally.interval_budgets import IntervalBudgets
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.purchases import purchases
from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, Rho
from tests.domain.elections import COUNTED_TYPES, ballots

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
        looked = intervals.rho(one, least, ceiling)
    except AmbiguousComparison:
        assert is_close(exact.money(one), one.cost)
        return
    if rho is None:
        assert found is looked is None
        return
    assert found is not None
    assert looked is not None
    assert least <= found[0] <= float(rho[0]) <= found[1]
    assert is_close(*found)
    assert looked[0] <= float(rho[0]) <= looked[1]
    if not is_close(rho[0], ceiling):
        assert looked == found or (rho[0] > ceiling and ceiling < looked[0] and looked[1] == inf)
        assert (looked[1] == inf) == (rho[0] > ceiling)
    if found[0] == found[1]:
        assert Fraction(rho[0]).numerator == 1


@settings(max_examples=60, deadline=None)
@given(towns((VoteType.APPROVAL, VoteType.CHOOSE_1)), BUDGETS)
def test_rhos_are_within_their_bounds_in_lists(found: Election, budget: Fraction) -> None:
    check(found, budget, in_lists)


@settings(max_examples=120, deadline=None)
@given(towns(COUNTED_TYPES), BUDGETS)
def test_rhos_are_within_their_bounds_in_arrays(found: Election, budget: Fraction) -> None:
    check(found, budget, in_arrays)


@settings(max_examples=60, deadline=None)
@given(towns(COUNTED_TYPES), st.sampled_from([None, "1"]))
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
