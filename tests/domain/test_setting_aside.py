"""Projects without a vote, and projects that cost more than the whole budget, take no part in any count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.tally.areas import Area, AreaElection
from idea4gov.domain.tally.compare import other_rules
from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.methods import tally, tally_round
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule, meta_of, rule_of
from idea4gov.domain.verify import Answer, verify_lines
from tests.domain.elections import election, elections

EVERY_RULE = st.builds(
    Rule,
    st.sampled_from(Method),
    stop=st.booleans(),
    minimum_score=st.integers(0, 2),
    completion=st.sampled_from(Completion),
    fill=st.booleans(),
    comparison=st.booleans(),
)
SOME_RULES = [
    Rule(),
    Rule(stop=True),
    Rule(Method.EQUAL_SHARES, fill=True),
    Rule(Method.EQUAL_SHARES, completion=Completion.ADD1_EXACT, fill=True),
    PROPORTIONAL,
    replace(PROPORTIONAL, comparison=True),
]
SEEDS = st.sampled_from([None, "1"])
FILE = """META
key;value
budget;200
vote_type;approval
rule;greedy
{more}PROJECTS
project_id;cost;selected
1;60;1
2;50;1
3;40;1
VOTES
voter_id;vote
v1;1
v2;1,2
"""


@pytest.mark.parametrize("rule", SOME_RULES)
def test_a_project_without_a_vote_is_not_funded_however_much_money_is_left(rule: Rule) -> None:
    outcome = tally(election(500, {"a": 60, "b": 50, "nobody": 40}, {"a": 1, "a,b": 1}), rule)
    assert set(outcome.winners) == {"a", "b"}
    assert [step.fate for step in outcome.decisions if step.project_id == "nobody"] == [Fate.NO_VOTES]


@pytest.mark.parametrize("rule", SOME_RULES)
def test_a_project_that_costs_more_than_the_whole_budget_does_not_end_the_count(rule: Rule) -> None:
    outcome = tally(election(100, {"dear": 101, "b": 60, "c": 40}, {"dear": 9, "b": 5, "c": 4}), rule)
    assert set(outcome.winners) == {"b", "c"}
    assert outcome.spent == 100
    assert [step.fate for step in outcome.decisions if step.project_id == "dear"] == [Fate.OVER_BUDGET]


def test_a_project_that_costs_just_the_whole_budget_is_counted() -> None:
    assert tally(election(100, {"a": 100, "b": 1}, {"a": 2, "b": 1}), Rule(stop=True)).winners == ("a",)


def test_points_of_nought_are_no_vote() -> None:
    found = build_election(
        vote_type=VoteType.CUMULATIVE,
        budget=10,
        projects=[Project("a", 5), Project("b", 5)],
        counted=[(Ballot(("a", "b"), (3, 0)), 2)],
    )
    assert tally(found, Rule()).winners == ("a",)


def test_the_money_of_its_area_is_what_a_project_may_not_exceed() -> None:
    small = election(50, {"a": 60, "b": 50}, {"a": 2, "b": 1})
    large = election(100, {"c": 60}, {"c": 1})
    parts = (AreaElection(Area("1", "เหนือ", 50), small), AreaElection(Area("2", "ใต้", 100), large))
    outcome = tally_round(parts, 4, Rule(stop=True))
    assert outcome.winners == ("b", "c")
    assert outcome.decisions[0].fate is Fate.OVER_BUDGET


def test_below_a_stated_minimum_is_told_as_such() -> None:
    steps = tally(election(100, {"a": 10, "b": 10}, {"a": 2}), Rule(minimum_score=2)).decisions
    assert [step.fate for step in steps] == [Fate.FUNDED, Fate.BELOW_MINIMUM]


@pytest.mark.parametrize("rule", SOME_RULES)
def test_what_is_set_aside_is_in_no_tie(rule: Rule) -> None:
    found = election(100, {"a": 10, "dear": 200, "x": 5, "y": 5}, {"a,dear": 2})
    assert tally(found, rule).ties == ()


def test_other_rules_are_compared_with_what_this_one_sets_aside() -> None:
    for sets_aside in (True, False):
        others = other_rules(Rule(sets_aside=sets_aside), ())
        assert {one.sets_aside for one in others} == {sets_aside}
        assert len(others) == 2


@given(elections(), EVERY_RULE, SEEDS)
def test_nobodys_project_is_never_funded(found: Election, rule: Rule, seed: str | None) -> None:
    funded = [step for step in tally(found, rule, seed).decisions if step.fate.is_funded]
    assert all(step.votes > 0 and step.score > 0 for step in funded)


@given(elections(), EVERY_RULE, SEEDS)
def test_without_the_projects_that_are_set_aside_the_count_is_the_same(
    found: Election, rule: Rule, seed: str | None
) -> None:
    outcome = tally(found, rule, seed)
    aside = {step.project_id for step in outcome.decisions if step.fate.is_set_aside}
    aside -= {step.project_id for step in outcome.decisions if step.votes}  # marked ones shift Borda points
    rest = replace(found, projects=tuple(one for one in found.projects if one.id not in aside))
    again = tally(rest, rule, seed)
    assert again.decisions == tuple(step for step in outcome.decisions if step.project_id not in aside)
    assert (again.voter_budget, again.ties) == (outcome.voter_budget, outcome.ties)


@given(elections((VoteType.APPROVAL,)), st.integers(1, 5), EVERY_RULE, SEEDS)
def test_a_project_dearer_than_everything_changes_nothing_for_the_others(
    found: Election, more: int, rule: Rule, seed: str | None
) -> None:
    dear = Project("dear", found.budget + more)
    groups = tuple((replace(ballot, choices=(*ballot.choices, "dear")), n) for ballot, n in found.groups)
    with_it = replace(found, projects=(*found.projects, dear), groups=groups)
    steps = [step for step in tally(with_it, rule, seed).decisions if step.project_id != "dear"]
    assert tuple(steps) == tally(found, rule, seed).decisions


@pytest.mark.parametrize(
    ("more", "differ"),
    [
        ("", ["3"]),
        ("set_aside;no_votes,over_budget\n", ["3"]),
        ("min_project_score_threshold;0\n", ["3"]),
        ("min_project_score_threshold;2\n", ["2", "3"]),
    ],
)
def test_a_file_that_states_a_project_without_a_vote_as_funded_differs(more: str, differ: list[str]) -> None:
    verdict = verify_lines(lines_of_text(FILE.format(more=more)))
    assert verdict.answer is Answer.DIFFERS
    assert [one.project_id for one in verdict.differences] == differ


def test_a_file_sealed_before_projects_were_set_aside_is_counted_as_it_was() -> None:
    bare = verify_lines(lines_of_text(FILE.format(more="")))
    sealed = FILE.format(more=f"sealed_sha256;{bare.sealed}\n")
    assert rule_of({"rule": "greedy", "sealed_sha256": bare.sealed}) == Rule(sets_aside=False)
    assert verify_lines(lines_of_text(sealed)).differences == ()


@pytest.mark.parametrize("rule", SOME_RULES)
def test_a_sealed_file_says_what_it_sets_aside(rule: Rule) -> None:
    for stated in (rule, replace(rule, sets_aside=False)):
        assert rule_of({**meta_of(stated), "sealed_sha256": "0" * 64}) == stated
        assert Rule.of(stated.fields()) == stated


def test_rules_stored_before_projects_were_set_aside_set_none_aside() -> None:
    before = {name: value for name, value in Rule().fields().items() if name != "sets_aside"}
    assert Rule.of(before) == Rule(sets_aside=False)
