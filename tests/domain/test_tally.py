"""Counting: each rule by example, then what holds for every election."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idea4gov.domain.tally.election import WITH_POINTS, Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.outcome import Fate, Tie
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule, UnknownRule, rule_of
from idea4gov.domain.tally.scores import Score, count_scores, marks_of
from tests.domain.elections import election, elections, renamed

SKIP, STOP = Rule(), Rule(stop=True)
HALF = Fraction(1, 2)
RULES = st.builds(Rule, stop=st.booleans(), minimum_score=st.integers(0, 4))
SEEDS = st.one_of(st.none(), st.text(max_size=3))
THREE = election(100, {"a": 60, "b": 50, "c": 40}, {"a": 9, "b": 8, "c": 7})


def fates(found: Election, rule: Rule) -> list[tuple[str, Fate]]:
    return [(step.project_id, step.fate) for step in tally(found, rule).decisions]


def test_skipping_funds_what_still_fits() -> None:
    outcome = tally(THREE, SKIP)
    assert fates(THREE, SKIP) == [("a", Fate.FUNDED), ("b", Fate.DOES_NOT_FIT), ("c", Fate.FUNDED)]
    assert (outcome.winners, outcome.spent) == (("a", "c"), 100)
    assert [(step.left_before, step.spent_after) for step in outcome.decisions] == [
        (100, 60),
        (40, 60),
        (40, 100),
    ]


def test_stopping_ends_at_the_first_that_does_not_fit() -> None:
    assert fates(THREE, STOP) == [("a", Fate.FUNDED), ("b", Fate.DOES_NOT_FIT), ("c", Fate.AFTER_STOP)]


@pytest.mark.parametrize(("minimum", "winners"), [(7, ("a", "c")), (8, ("a",)), (10, ())])
def test_a_minimum_number_of_votes_must_be_reached(minimum: int, winners: tuple[str, ...]) -> None:
    outcome = tally(THREE, Rule(minimum_score=minimum))
    assert outcome.winners == winners
    assert {step.fate for step in outcome.decisions if step.score < minimum} <= {Fate.BELOW_MINIMUM}


def test_ties_go_by_file_order_where_no_seed_was_drawn() -> None:
    found = election(10, {"z": 10, "a": 10}, {"a": 2, "z": 2})
    assert tally(found, SKIP).winners == ("z",)
    assert tally(found, SKIP).ties == (Tie(2, ("z", "a"), decides=True),)


def test_with_a_seed_the_cheaper_of_two_tied_projects_goes_first() -> None:
    found = election(10, {"z": 10, "a": 9}, {"a": 2, "z": 2})
    assert tally(found, SKIP, seed="any").winners == ("a",)


def test_with_a_seed_ties_of_equal_cost_go_by_its_digest() -> None:
    found = election(10, {"ก": 10, "ข": 10}, {"ก": 1, "ข": 1})
    # printf '0\0ก' | sha256sum begins with d25f, '0\0ข' with 8ec6; '1\0ก' with 35b6, '1\0ข' with e492
    assert tally(found, SKIP, seed="0").winners == ("ข",)
    assert tally(found, SKIP, seed="1").winners == ("ก",)


def test_projects_of_different_scores_are_no_tie() -> None:
    assert tally(THREE, SKIP).ties == ()


def test_below_the_minimum_no_tie_decides() -> None:
    found = election(10, {"a": 10, "b": 10}, {"a": 2, "b": 2})
    assert tally(found, Rule(minimum_score=3)).ties == (Tie(2, ("a", "b"), decides=False),)


def test_a_tie_is_told_by_its_own_projects_and_score() -> None:
    found = election(30, {"a": 10, "b": 10, "c": 10}, {"a,b": 2, "a": 1, "c": 2})
    assert tally(found, SKIP).ties == (Tie(2, ("b", "c"), decides=False),)


def test_a_tie_with_a_project_that_is_excluded_anyhow_does_not_decide() -> None:
    found = election(20, {"a": 10, "b": 10, "c": 10}, {"a": 3, "b,c": 2})
    excludes = {"a": frozenset("c"), "c": frozenset("a")}
    assert tally(replace(found, excludes=excludes), SKIP).ties == (Tie(2, ("b", "c"), decides=False),)


def test_a_tie_decides_when_two_of_the_tied_projects_exclude_each_other() -> None:
    found = election(100, {"a": 10, "b": 10, "c": 10}, {"a,b,c": 2})
    excludes = {"a": frozenset("b"), "b": frozenset("a")}
    assert tally(replace(found, excludes=excludes), SKIP).ties == (Tie(2, ("a", "b", "c"), decides=True),)


@pytest.mark.parametrize(("budget", "decides"), [(20, False), (19, True), (10, True)])
def test_when_counting_stops_a_tie_decides_if_not_all_of_it_fits(budget: int, decides: bool) -> None:
    found = election(budget, {"a": 10, "b": 10}, {"a,b": 3})
    assert tally(found, STOP).ties == (Tie(3, ("a", "b"), decides=decides),)


def test_when_counting_stops_at_a_tied_project_that_fits_nowhere_the_tie_decides() -> None:
    found = election(25, {"c": 15, "a": 20, "b": 5}, {"c": 4, "a,b": 3})
    assert tally(found, STOP).ties == (Tie(3, ("a", "b"), decides=True),)


def test_a_tie_that_changes_nothing_is_shown_as_such() -> None:
    found = election(20, {"a": 10, "b": 10}, {"a,b": 3})
    assert tally(found, SKIP).ties == (Tie(3, ("a", "b"), decides=False),)


@pytest.mark.parametrize(
    ("vote_type", "ballots", "scores"),
    [
        (VoteType.APPROVAL, [Ballot(("a", "b")), Ballot(("a", "a"))], {"a": (2, 2), "b": (1, 1)}),
        (VoteType.CHOOSE_1, [Ballot(("a",)), Ballot(("b",))], {"a": (1, 1), "b": (1, 1)}),
        (VoteType.CUMULATIVE, [Ballot(("a", "b"), (3, 0))], {"a": (1, 3), "b": (1, 0)}),
        (VoteType.CUMULATIVE, [Ballot(("a", "a"), (1, 2))], {"a": (1, 3), "b": (0, 0)}),
        (
            VoteType.CUMULATIVE,
            [Ballot(("a", "b"), (HALF, 1)), Ballot(("a",), (HALF,))],
            {"a": (2, 1), "b": (1, 1)},
        ),
        (VoteType.SCORING, [Ballot(("a", "b"), (5, -2)), Ballot(("b",), (4,))], {"a": (1, 5), "b": (2, 2)}),
        (VoteType.ORDINAL, [Ballot(("a", "b")), Ballot(("b",))], {"a": (1, 2), "b": (2, 2)}),
        (VoteType.ORDINAL, [Ballot(("b", "b", "a"))], {"a": (1, 1), "b": (1, 3)}),
        (VoteType.APPROVAL, [Ballot(())], {"a": (0, 0), "b": (0, 0)}),
    ],
)
def test_ballots_become_scores(
    vote_type: VoteType, ballots: list[Ballot], scores: dict[str, tuple[int, int]]
) -> None:
    found = build_election(
        vote_type=vote_type,
        budget=1,
        projects=[Project("a", 1), Project("b", 1)],
        counted=[(ballot, 10) for ballot in ballots],
    )
    expected = {name: Score(votes * 10, score * 10) for name, (votes, score) in scores.items()}
    assert count_scores(found) == expected


@pytest.mark.parametrize(
    ("vote_type", "ballot", "marks"),
    [
        (VoteType.APPROVAL, Ballot(("a", "b", "a")), [("a", 1), ("b", 1)]),
        (VoteType.CHOOSE_1, Ballot(("b",)), [("b", 1)]),
        (VoteType.CUMULATIVE, Ballot(("a", "b"), (3, 1)), [("a", 3), ("b", 1)]),
        (VoteType.ORDINAL, Ballot(("b", "a")), [("a", 1), ("b", 2)]),
    ],
)
def test_a_ballot_gives_votes_points_or_borda_points(
    vote_type: VoteType, ballot: Ballot, marks: list[tuple[str, int]]
) -> None:
    assert sorted(marks_of(vote_type, ballot)) == marks


@pytest.mark.parametrize(
    ("meta", "rule"),
    [
        ({"rule": "greedy"}, SKIP),
        ({"rule": " Greedy"}, SKIP),
        ({"rule": "EQUALSHARES/ADD1", "equal_shares_fill": "GREEDY"}, PROPORTIONAL),
        ({"rule": "greedy-no-skip"}, STOP),
        ({"rule": "greedy-no-skip", "min_project_score_threshold": "50"}, Rule(stop=True, minimum_score=50)),
        ({"rule": "greedy-threshold", "min_project_score_threshold": "31"}, Rule(minimum_score=31)),
    ],
)
def test_the_rule_is_read_from_what_the_file_states(meta: dict[str, str], rule: Rule) -> None:
    assert rule_of(meta) == rule


def test_rules_are_stored_by_names_that_do_not_change() -> None:
    assert PROPORTIONAL.fields() == {
        "method": "equal_shares",
        "stop": False,
        "minimum_score": 0,
        "completion": "add1",
        "fill": True,
        "comparison": False,
        "sets_aside": True,
    }
    assert list(Completion) == ["none", "add1", "add1_exact"]
    assert list(Method) == ["greedy", "equal_shares"]


@pytest.mark.parametrize(
    ("meta", "why"),
    [
        ({}, "not one of those known"),
        ({"rule": "equalshares/add2"}, "not one of those known"),
        ({"rule": "greedy-custom", "unit": "Gdynia"}, "not one of those known"),
        ({"rule": "equalshares/add1", "equal_shares_fill": "by lot"}, "an option of the rule"),
        ({"rule": "greedily"}, "not one of those known"),
        ({"rule": "greedy-threshold"}, "minimum number of votes"),
        ({"rule": "greedy", "min_project_score_threshold": "10%"}, "minimum number of votes"),
        ({"rule": "greedy", "budget_per_category": "5,5"}, "splits its budget"),
    ],
)
def test_a_rule_that_is_not_known_is_not_guessed(meta: dict[str, str], why: str) -> None:
    with pytest.raises(UnknownRule, match=why):
        rule_of(meta)


@given(elections(), RULES, SEEDS)
def test_no_tally_spends_more_than_the_budget(found: Election, rule: Rule, seed: str | None) -> None:
    outcome = tally(found, rule, seed)
    assert outcome.spent <= found.budget
    assert sorted(step.project_id for step in outcome.decisions) == sorted(p.id for p in found.projects)
    assert outcome.spent == (outcome.decisions[-1].spent_after if outcome.decisions else 0)


@given(elections(), RULES, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(
    found: Election, rule: Rule, seed: str | None, random: Random
) -> None:
    singles = [(ballot, 1) for ballot, count in found.groups for _ in range(count)]
    random.shuffle(singles)
    shuffled = build_election(
        vote_type=found.vote_type,
        budget=found.budget,
        projects=found.projects,
        counted=singles,
        default_score=found.default_score,
    )
    assert tally(shuffled, rule, seed) == tally(found, rule, seed)


@given(elections(), st.booleans(), SEEDS)
def test_every_ballot_twice_has_the_same_winners(found: Election, stop: bool, seed: str | None) -> None:
    doubled = build_election(
        vote_type=found.vote_type,
        budget=found.budget,
        projects=found.projects,
        counted=(*found.groups, *found.groups),
        default_score=found.default_score,
    )
    assert tally(doubled, Rule(stop=stop), seed).winners == tally(found, Rule(stop=stop), seed).winners


@given(elections(), RULES, SEEDS, st.data())
def test_one_more_supporter_never_makes_a_winner_lose(
    found: Election, rule: Rule, seed: str | None, data: st.DataObject
) -> None:
    winners = tally(found, rule, seed).winners
    assume(winners)
    winner = data.draw(st.sampled_from(winners))
    points = (3,) if found.vote_type in WITH_POINTS else ()
    more = build_election(
        vote_type=found.vote_type,
        budget=found.budget,
        projects=found.projects,
        counted=(*found.groups, (Ballot((winner,), points), 1)),
        default_score=found.default_score,
    )
    assert winner in tally(more, rule, seed).winners


@given(elections(), SEEDS, st.booleans())
def test_with_a_seed_the_order_of_projects_changes_nothing(
    found: Election, seed: str | None, stop: bool
) -> None:
    assume(seed is not None)
    turned = build_election(
        vote_type=found.vote_type,
        budget=found.budget,
        projects=reversed(found.projects),
        counted=found.groups,
        default_score=found.default_score,
    )
    assert tally(turned, Rule(stop=stop), seed) == tally(found, Rule(stop=stop), seed)


@given(elections(), RULES, st.randoms(use_true_random=False))
def test_names_change_nothing_but_ties_drawn_with_a_seed(found: Election, rule: Rule, random: Random) -> None:
    names = [f"โครงการ {number}" for number in range(len(found.projects))]
    random.shuffle(names)
    new = dict(zip((one.id for one in found.projects), names, strict=True))
    assert tally(renamed(found, names), rule).winners == tuple(new[one] for one in tally(found, rule).winners)


@given(elections((VoteType.APPROVAL,)), RULES)
def test_a_tie_decides_just_when_another_order_has_other_winners(found: Election, rule: Rule) -> None:
    results = {
        frozenset(tally(Election(found.vote_type, found.budget, order, found.groups), rule).winners)
        for order in permutations(found.projects)
    }
    assert any(tie.decides for tie in tally(found, rule).ties) == (len(results) > 1)
