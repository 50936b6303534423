"""Equal shares: elections to follow by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from idea4gov.domain.tally.election import Ballot, Project, VoteType, build_election
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.outcome import Fate, Share
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule
from tests.domain.elections import election

PLAIN = Rule(Method.EQUAL_SHARES)
ADD1 = replace(PLAIN, completion=Completion.ADD1)


def test_a_minority_gets_its_part_where_greedy_gives_it_nothing() -> None:
    found = election(90, {"a": 30, "b": 30, "c": 30, "d": 30}, {"a,b,c": 6, "d": 3})
    assert tally(found, Rule()).winners == ("a", "b", "c")
    assert set(tally(found, PLAIN).winners) == {"a", "b", "d"}


def test_supporters_pay_the_same_and_the_poorer_what_they_have() -> None:
    # each voter has 20; a costs its four supporters 10 each; b its two 20 each: one has just 10 left
    found = election(100, {"a": 40, "b": 25, "c": 90}, {"a": 3, "a,b": 1, "b": 1})
    first, second, last = tally(found, PLAIN).decisions
    assert (first.project_id, first.share) == ("a", Share(Fraction(10), 4, 0, Fraction(80)))
    assert (second.project_id, second.share) == ("b", Share(Fraction(15), 1, 1, Fraction(30)))
    assert (last.fate, last.share) == (Fate.NO_VOTES, None)


def test_supporters_who_spent_everything_have_nothing_left() -> None:
    last = tally(election(20, {"a": 20, "b": 5}, {"a,b": 2}), PLAIN).decisions[1]
    assert (last.fate, last.share) == (Fate.LACKS_SUPPORT, Share(None, 0, 0, Fraction(0)))


def test_the_last_unit_of_a_voter_can_be_spent() -> None:
    last = tally(election(22, {"a": 20, "b": 2}, {"a,b": 2}), PLAIN).decisions[1]
    assert (last.fate, last.share) == (Fate.FUNDED, Share(Fraction(1), 2, 0, Fraction(2)))


def test_money_is_added_for_everybody_until_the_budget_would_be_overspent() -> None:
    found = election(100, {"a": 70, "b": 50}, {"a": 2, "b": 1})
    assert tally(found, PLAIN).winners == ()
    outcome = tally(found, ADD1)
    # with 35 for each voter a is bought; with 50 b would be, too, which is too much
    assert (outcome.winners, outcome.voter_budget) == (("a",), Fraction(49))


def test_money_is_added_up_to_the_budget_that_spends_all_of_it() -> None:
    found = election(100, {"a": 70, "b": 30}, {"a": 2, "b": 1})
    outcome = tally(found, ADD1)
    assert (set(outcome.winners), outcome.spent, outcome.voter_budget) == ({"a", "b"}, 100, Fraction(35))


def test_whole_and_exact_budgets_of_voters() -> None:
    found = election(100, {"a": 34, "b": 34, "c": 33}, {"a": 1, "b": 1, "c": 1})
    assert tally(found, ADD1).voter_budget == 33
    assert tally(found, replace(ADD1, completion=Completion.ADD1_EXACT)).voter_budget == Fraction(100, 3)


def test_what_is_left_is_spent_greedily_when_the_rule_says_so() -> None:
    found = election(100, {"a": 60, "b": 50, "c": 40}, {"a": 3, "b": 1, "c,a": 1})
    outcome = tally(found, PROPORTIONAL)
    assert [(step.project_id, step.fate) for step in outcome.decisions] == [
        ("a", Fate.FUNDED),
        ("b", Fate.DOES_NOT_FIT),
        ("c", Fate.FILLED),
    ]


def test_what_is_filled_up_with_fits_together() -> None:
    found = election(100, {"a": 60, "b": 40, "c": 30}, {"a": 2, "b": 1, "c": 1})
    outcome = tally(found, replace(PLAIN, fill=True))
    assert [(step.project_id, step.fate, step.left_before) for step in outcome.decisions] == [
        ("a", Fate.FILLED, 100),
        ("b", Fate.FILLED, 40),
        ("c", Fate.DOES_NOT_FIT, 0),
    ]


def test_every_step_tells_what_is_spent_after_it() -> None:
    found = election(100, {"a": 40, "b": 25, "c": 90}, {"a": 3, "a,b": 1, "b": 1})
    steps = tally(found, PLAIN).decisions
    assert [(step.left_before, step.spent_after) for step in steps] == [(100, 40), (60, 65), (35, 65)]


def test_a_project_that_just_reaches_the_minimum_can_be_bought() -> None:
    found = election(20, {"a": 10, "b": 10}, {"a": 2, "b": 1})
    outcome = tally(found, replace(PLAIN, minimum_score=2))
    assert [(step.project_id, step.fate) for step in outcome.decisions] == [
        ("a", Fate.FUNDED),
        ("b", Fate.BELOW_MINIMUM),
    ]


def test_without_a_seed_equal_rhos_go_by_file_order_whatever_the_scores() -> None:
    # z takes all that its four supporters have; then a and b cost two voters 10 each, and b has a third voter
    found = election(80, {"a": 20, "b": 20, "z": 40}, {"z,b": 1, "z": 3, "b": 2, "a": 2})
    outcome = tally(found, PLAIN)
    assert outcome.winners == ("z", "a", "b")
    assert [(tie.project_ids, tie.score) for tie in outcome.ties] == [(("a", "b"), 2)]


def test_the_greedy_outcome_is_taken_when_more_voters_have_more_of_theirs_in_it() -> None:
    found = election(10, {"a": 9, "b": 2, "c": 2}, {"a": 4, "a,b": 1, "b": 1, "c": 2})
    without, with_ = (tally(found, replace(PLAIN, comparison=comparison)) for comparison in (False, True))
    assert set(without.winners) == {"b", "c"}
    assert (set(with_.winners), with_.fell_back) == ({"a"}, True)


def test_voters_who_have_as_many_of_theirs_in_both_outcomes_do_not_count_in_the_comparison() -> None:
    # four voters have more in the greedy outcome (a), five in that of equal shares (b, c), three as many
    found = election(10, {"a": 9, "b": 2, "c": 2}, {"a": 4, "a,b": 3, "c": 5})
    assert tally(found, Rule()).winners == ("a",)
    outcome = tally(found, replace(PLAIN, comparison=True))
    assert (set(outcome.winners), outcome.fell_back) == ({"b", "c"}, False)


def test_a_tie_among_what_is_filled_up_with_is_shown() -> None:
    found = election(100, {"a": 60, "b": 60}, {"a": 1, "b": 1})
    outcome = tally(found, replace(PLAIN, fill=True))
    assert [(tie.score, tie.project_ids, tie.decides) for tie in outcome.ties] == [(1, ("a", "b"), True)]


def test_a_tie_of_rho_whose_projects_are_both_bought_decides_nothing_about_the_filling() -> None:
    found = election(100, {"a": 50, "b": 50, "c": 10}, {"a,b": 2})
    outcome = tally(found, replace(PLAIN, fill=True))
    assert [(tie.project_ids, tie.decides) for tie in outcome.ties] == [(("a", "b"), False)]


def test_projects_that_exclude_each_other_are_never_both_funded() -> None:
    found = replace(
        election(100, {"a": 40, "b": 40}, {"a,b": 3, "b": 1}),
        excludes={"a": frozenset("b"), "b": frozenset("a")},
    )
    for rule in (Rule(), PROPORTIONAL):
        outcome = tally(found, rule)
        assert outcome.winners == ("b",)
        assert [(step.fate, step.rival) for step in outcome.decisions][1] == (Fate.EXCLUDED, "b")


def test_a_project_without_cost_is_funded_and_nobody_pays() -> None:
    outcome = tally(election(0, {"a": 0, "b": 0}, {"a": 1}), PLAIN)
    assert [(step.project_id, step.fate) for step in outcome.decisions] == [
        ("a", Fate.FUNDED),
        ("b", Fate.NO_VOTES),
    ]
    assert outcome.decisions[0].share == Share(Fraction(0), 0, 0, Fraction(0))


def test_who_gave_more_points_pays_more() -> None:
    found = build_election(
        vote_type=VoteType.CUMULATIVE,
        budget=80,
        projects=[Project("a", 40), Project("b", 60)],
        counted=[(Ballot(("a", "b"), (3, 1)), 1), (Ballot(("a",), (1,)), 1)],
    )
    assert tally(found, PLAIN).decisions[0].share == Share(Fraction(10), 2, 0, Fraction(80))


def test_a_tie_of_rho_is_shown_and_says_whether_it_decides() -> None:
    found = election(50, {"a": 50, "b": 50}, {"a,b": 2})
    (tie,) = tally(found, PLAIN).ties
    assert (tie.project_ids, tie.decides, tie.score) == (("a", "b"), True, 2)
    (tie,) = tally(replace(found, budget=100), PLAIN).ties
    assert not tie.decides


def test_a_tie_goes_by_votes_then_lower_cost_then_the_seed() -> None:
    found = election(60, {"a": 60, "b": 50, "c": 50}, {"a,b,c": 2})
    first = {seed: tally(found, PLAIN, seed).winners[0] for seed in map(str, range(20))}
    assert set(first.values()) == {"b", "c"}
    assert tally(found, PLAIN).winners == ("a",)


@pytest.mark.parametrize("rule", [PLAIN, ADD1, PROPORTIONAL])
def test_without_ballots_nothing_is_bought(rule: Rule) -> None:
    outcome = tally(election(10, {"a": 5}, {}), rule)
    assert outcome.ballot_count == 0
    assert outcome.winners == ()
