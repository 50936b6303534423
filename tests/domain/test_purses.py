"""Fast purses, in lists and in arrays: their bounds hold, and what they buy is what exact purses buy."""

import sys
from collections.abc import Callable
from fractions import Fraction
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.tally import PROPORTIONAL, Ballot, Election, Project, VoteType, build_election, tally
from idea4gov.domain.tally import market as markets
from idea4gov.domain.tally.arrays import ArrayPurses, Crowds
from idea4gov.domain.tally.market import Market, open_market
from idea4gov.domain.tally.purchases import purchases
from idea4gov.domain.tally.purses import Doubt, ExactPurses, FastPurses
from tests.domain.elections import COUNTED_TYPES, ballots

Fast = FastPurses | ArrayPurses
Opener = Callable[[Market, Fraction], Fast]
BUDGETS = st.fractions(0, 400, max_denominator=97)


def in_lists(market: Market, budget: Fraction) -> Fast:
    return FastPurses(len(market.sizes), budget)


def in_arrays(market: Market, budget: Fraction) -> Fast:
    return Crowds(market.sizes, market.candidates).purses(budget)


@st.composite
def towns(draw: st.DrawFn, vote_types: tuple[VoteType, ...]) -> Election:
    """Elections in which purses run empty one after the other, of a few and of a thousand voters."""
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


def check(found: Election, budget: Fraction, opener: Opener) -> None:
    market = open_market(found, found.projects)
    exact, fast = ExactPurses(len(market.sizes), budget), opener(market, budget)
    for purchase in purchases(market.candidates, ExactPurses(len(market.sizes), budget), {}):
        for one in market.candidates:
            if one.id not in exact.shares:
                check_rate(exact, fast, one, float(purchase.highest))
        try:
            assert fast.rate(purchase.candidate, fast.least(purchase.candidate)) is not None
        except Doubt:
            return
        exact.buy(purchase.candidate)
        fast.buy(purchase.candidate)
        for group, kind in enumerate(exact.kinds):
            left = Fraction(exact.amounts[kind], exact.scales[kind])
            assert float(fast.low[group]) <= left <= float(fast.high[group])


def check_rate(exact: ExactPurses, fast: Fast, one, ceiling: float) -> None:
    least, rate = fast.least(one), exact.rate(one, 0)
    try:
        looked = fast.rate(one, least, ceiling) if rate is None or rate[0] > ceiling else None
        found = fast.rate(one, least)
    except Doubt:
        return
    if rate is None:
        assert found is None
        return
    assert found is not None
    assert found[0] <= float(rate[0]) <= found[1]
    assert looked is None or looked[0] <= float(rate[0])
    if found[0] == found[1]:
        assert rate[0].numerator == 1


@settings(max_examples=60, deadline=None)
@given(towns((VoteType.APPROVAL, VoteType.CHOOSE_1)), BUDGETS)
def test_rates_are_within_their_bounds_in_lists(found: Election, budget: Fraction) -> None:
    check(found, budget, in_lists)


@settings(max_examples=120, deadline=None)
@given(towns(COUNTED_TYPES), BUDGETS)
def test_rates_are_within_their_bounds_in_arrays(found: Election, budget: Fraction) -> None:
    check(found, budget, in_arrays)


@settings(max_examples=60, deadline=None)
@given(towns(COUNTED_TYPES), st.sampled_from([None, "1"]))
def test_arrays_lists_and_exact_counts_have_the_same_outcome(found: Election, seed: str | None) -> None:
    plain = tally(found, PROPORTIONAL, seed)
    with patch.object(markets, "MARKED_IN_ARRAYS", 0), patch.object(markets, "WEIGHED_IN_ARRAYS", 0):
        assert tally(found, PROPORTIONAL, seed) == plain
    with patch.object(Market, "_fast", None):
        assert tally(found, PROPORTIONAL, seed) == plain


@pytest.mark.parametrize("vote_type", [VoteType.APPROVAL, VoteType.ORDINAL])
def test_without_numpy_the_outcome_is_the_same(monkeypatch: pytest.MonkeyPatch, vote_type: VoteType) -> None:
    monkeypatch.setattr(markets, "MARKED_IN_ARRAYS", 0)
    monkeypatch.setattr(markets, "WEIGHED_IN_ARRAYS", 0)
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
