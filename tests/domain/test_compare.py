"""What other rules would fund from the same ballots."""

import pytest

from idea4gov.domain.tally import compare as module
from idea4gov.domain.tally.areas import Area, AreaElection
from idea4gov.domain.tally.compare import Alternative, alternative, compare_rules, other_rules
from idea4gov.domain.tally.election import Ballot, Election
from idea4gov.domain.tally.methods import tally_round
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule
from tests.domain.elections import election

SKIP, STOP = Rule(minimum_score=2), Rule(stop=True, minimum_score=2)
SHARES = Rule(Method.EQUAL_SHARES, minimum_score=2, completion=Completion.ADD1, fill=True)
TOWN = election(90, {"a": 30, "b": 30, "c": 30, "d": 30}, {"a,b,c": 6, "d": 3})
"""Nine voters with 21 marks: the larger group fills the budget where there is no proportion."""


def areas(*elections: Election) -> tuple[AreaElection, ...]:
    return tuple(
        AreaElection(Area(str(number), f"ชุมชน {number}", found.budget), found)
        for number, found in enumerate(elections, 1)
    )


@pytest.mark.parametrize(
    ("rule", "others"),
    [(SKIP, (STOP, SHARES)), (STOP, (SKIP, SHARES)), (SHARES, (SKIP, STOP))],
)
def test_a_rule_is_compared_with_the_others_at_its_minimum(rule: Rule, others: tuple[Rule, ...]) -> None:
    assert other_rules(rule, areas(TOWN)) == others


def test_equal_shares_of_another_kind_is_not_compared_with_equal_shares() -> None:
    assert other_rules(Rule(Method.EQUAL_SHARES), areas(TOWN)) == (Rule(), Rule(stop=True))


@pytest.mark.parametrize(("largest", "shares"), [(42, True), (41, False)])
def test_equal_shares_is_left_out_above_a_number_of_marks_in_all_areas(
    monkeypatch: pytest.MonkeyPatch, largest: int, shares: bool
) -> None:
    monkeypatch.setattr(module, "LARGEST_COMPARED", largest)
    rules = other_rules(Rule(), areas(TOWN, TOWN))
    assert (PROPORTIONAL in rules, len(rules)) == (shares, 1 + shares)


def test_whoever_marked_a_winner_counts_once_among_its_voters() -> None:
    outcome = tally_round(areas(TOWN), 9, Rule())
    groups = [(Ballot(("a", "b")), 3), (Ballot(("d", "c")), 2), (Ballot(("d",)), 4), (Ballot(()), 1)]
    assert alternative(Rule(), outcome, groups) == Alternative(Rule(), ("a", "b", "c"), 90, 5)


def test_the_same_ballots_are_counted_by_every_rule_with_the_same_seed() -> None:
    # with a seed the cheaper of a and b comes first, by file order a
    tied = election(50, {"a": 50, "b": 40, "c": 20}, {"a,b": 5, "c": 1})
    groups = list(tied.groups)
    for seed, first in ((None, "a"), ("1", "b")):
        outcome = tally_round(areas(tied), 6, Rule(), seed)
        found = compare_rules(Rule(), outcome, areas(tied), groups, seed)
        assert found[0] == alternative(Rule(), outcome, groups)
        assert [one.rule for one in found] == [Rule(), Rule(stop=True), PROPORTIONAL]
        assert {one.winners[0] for one in found} == {first}


def test_rules_that_fund_something_else_are_told_with_what_they_spend() -> None:
    outcome = tally_round(areas(TOWN), 9, Rule())
    found = compare_rules(Rule(), outcome, areas(TOWN), list(TOWN.groups), None)
    assert [(set(one.winners), one.spent, one.voters) for one in found] == [
        ({"a", "b", "c"}, 90, 6),
        ({"a", "b", "c"}, 90, 6),
        ({"a", "b", "d"}, 90, 9),
    ]
