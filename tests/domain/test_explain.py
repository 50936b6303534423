"""Every project of every count has a sentence that says why it won or lost, with the right numbers."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.tally.election import Election, VoteType
from idea4gov.domain.tally.explain import explain
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule
from tests.domain.elections import election, elections

RULES = st.builds(
    Rule,
    st.sampled_from(Method),
    stop=st.booleans(),
    minimum_score=st.integers(0, 2),
    completion=st.sampled_from(Completion),
    fill=st.booleans(),
    comparison=st.booleans(),
)


def told(found: Election, rule: Rule) -> list[str]:
    outcome = tally(found, rule)
    sentences = []
    for step in outcome.decisions:
        reason = explain(step, outcome)
        filled = {name: str(value) for name, value in (reason.amounts | reason.counts).items()}
        sentences.append(f"{reason.message} {reason.method}".strip() % {**filled, "rival": reason.rival})
    return sentences


@given(elections(), RULES)
def test_no_project_is_left_without_a_reason(found: Election, rule: Rule) -> None:
    assert all("%(" not in sentence and "None" not in sentence for sentence in told(found, rule))


def test_the_greedy_count_tells_the_running_total() -> None:
    assert told(election(100, {"a": 60, "b": 50}, {"a": 2, "b": 1}), Rule()) == [
        "When its turn came 100 was left. It costs 60, so 40 remained.",
        "1 votes: it needs 50, but 40 is left. Projects with more support came first. It is 10 short.",
    ]


def test_a_loser_by_points_is_told_its_points() -> None:
    found = election(100, {"a": 60, "b": 50}, {"a,b": 3}, VoteType.ORDINAL)
    assert told(found, Rule())[1] == (
        "3 votes: it needs 50, but 40 is left. Projects with more support came first. It is 10 short."
    )
    found = election(100, {"a": 60, "b": 50, "c": 1}, {"a,b,c": 3}, VoteType.ORDINAL)
    assert told(found, Rule())[1].startswith("6 points: it needs 50, but 40 is left.")


def test_equal_shares_tells_who_paid_what() -> None:
    found = election(100, {"a": 40, "b": 25, "c": 90}, {"a": 2, "a,c": 1, "a,b": 1, "b": 1})
    assert told(found, Rule(Method.EQUAL_SHARES)) == [
        "4 supporters paid its 40 together, 10 each.",
        "1 supporters paid 15 each towards its 25; another 1 paid what they had left, which was less.",
        "1 votes: it needs 90, but those who chose it have 10 left together. Every voter has the same share "
        "of the money, and projects are paid from it.",
    ]


@pytest.mark.parametrize("rule", [Rule(), Rule(stop=True), PROPORTIONAL])
def test_what_is_set_aside_before_the_count_is_told_as_such(rule: Rule) -> None:
    found = election(100, {"a": 101, "b": 20}, {"a": 2})
    assert told(found, rule) == [
        "It costs 101, more than the whole 100, so it was set aside before the count.",
        "Nobody voted for it, so it was set aside before the count.",
    ]


def test_what_is_filled_up_with_tells_what_was_left_for_it() -> None:
    found = election(100, {"a": 60, "b": 55}, {"a": 1, "b": 1})
    assert told(found, Rule(Method.EQUAL_SHARES, fill=True)) == [
        "Its supporters had 50 left together, too little for its 60. It fits into the 100 that nobody could "
        "use at the end.",
        "1 votes: it needs 55, but 40 is left. Its supporters had 50 left together; the rest of the money "
        "went to projects with more support.",
    ]


def test_what_is_excluded_below_the_minimum_or_behind_the_end_is_told_as_such() -> None:
    found = election(
        100, {"a": 60, "b": 30, "c": 50, "d": 10, "e": 10}, {"a,b": 5, "a": 1, "c": 4, "d": 3, "e": 1}
    )
    excluding = replace(found, excludes={"a": frozenset("b"), "b": frozenset("a")})
    assert told(excluding, Rule(stop=True, minimum_score=2)) == [
        "When its turn came 100 was left. It costs 60, so 40 remained.",
        "It cannot be built beside “a”, which was funded before it.",
        "4 votes: it needs 50, but 40 is left. Projects with more support came first. It is 10 short.",
        "3 votes, but counting had ended before its turn. Counting ends at the first project that costs more "
        "than is left.",
        "It got 1, and the rule asks for at least 2.",
    ]


def test_a_project_without_cost_is_told_to_be_paid_by_nobody() -> None:
    assert told(election(10, {"a": 0}, {"a": 1}), Rule(Method.EQUAL_SHARES)) == [
        "It costs nothing, so nobody had to pay for it."
    ]


def test_after_the_comparison_the_greedy_count_is_told() -> None:
    found = election(10, {"a": 9, "b": 2, "c": 2}, {"a": 4, "a,b": 1, "b": 1, "c": 2})
    assert told(found, Rule(Method.EQUAL_SHARES, comparison=True))[:2] == [
        "When its turn came 10 was left. It costs 9, so 1 remained.",
        "2 votes: it needs 2, but 1 is left. Projects with more support came first. It is 1 short.",
    ]


@pytest.mark.parametrize(("budget", "share"), [(100, Fraction(49)), (200, Fraction(50))])
def test_the_last_budget_of_voters_is_the_one_that_is_told(budget: int, share: Fraction) -> None:
    found = election(budget, {"a": 70, "b": 50}, {"a": 2, "b": 1})
    assert tally(found, PROPORTIONAL).voter_budget == max(share, budget // 3)
