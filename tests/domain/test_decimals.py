"""Decimals in costs, budgets and points are counted exactly, and points may be scores of any sign."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.pabulib.amounts import decimal_text, exact_number, unit_of
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import Completion, Method, Rule
from idea4gov.domain.verify import Answer, Verdict, verify_lines

SHARES = Rule(Method.EQUAL_SHARES)
METHODS = st.sampled_from(
    [Rule(), Rule(stop=True), SHARES, Rule(Method.EQUAL_SHARES, fill=True, comparison=True)]
)


def file(meta: str, projects: str, votes: str) -> str:
    """A file from its lines, parted by spaces; the first of projects and votes are columns."""
    parts = [f"META key;value {meta}", f"PROJECTS {projects}", f"VOTES {votes}"]
    return "\n".join(" ".join(parts).split()) + "\n"


def verify(text: str) -> Verdict:
    return verify_lines(lines_of_text(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("60.50", Fraction(121, 2)),
        (" 100 ", 100),
        ("100.00", 100),
        ("0.01", Fraction(1, 100)),
        ("007.10", Fraction(71, 10)),
        ("999999999999999.999999999999999", Fraction(10**30 - 1, 10**15)),
        ("", None),
        (".5", None),
        ("5.", None),
        ("1,5", None),
        ("1 000", None),
        ("1e3", None),
        ("+5", None),
        ("-5", None),
        ("๕.๕", None),
        ("1.2.3", None),
        ("1" * 16, None),
        ("NaN", None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(text: str, number: int | Fraction | None) -> None:
    assert exact_number(text) == number
    assert isinstance(exact_number(text), int) == isinstance(number, int)


def test_a_number_below_nought_is_read_where_a_sign_may_stand() -> None:
    assert exact_number("-0.25", signed=True) == Fraction(-1, 4)
    assert exact_number("--1", signed=True) is None


@given(st.integers(-(10**20), 10**20), st.integers(0, 6))
def test_what_is_written_is_read_again(whole: int, places: int) -> None:
    number = Fraction(whole, 10**places)
    if abs(number) < 10**15:
        text = decimal_text(number)
        assert exact_number(text, signed=True) == number
        assert not ("." in text and text.endswith("0"))


@pytest.mark.parametrize(
    ("amounts", "unit"),
    [([5, 7], 1), ([Fraction(121, 2), 50], 2), ([Fraction(1, 4), Fraction(1, 100)], 100), ([], 1)],
)
def test_the_unit_makes_every_cost_whole(amounts: list[int | Fraction], unit: int) -> None:
    assert unit_of(amounts) == unit


@pytest.mark.parametrize(
    ("budget", "winners"),
    [("100", ("1",)), ("110.49", ("1",)), ("110.5", ("1", "2")), ("110.50", ("1", "2")), ("60.49", ("2",))],
)
def test_a_satang_decides_whether_a_project_fits(budget: str, winners: tuple[str, ...]) -> None:
    meta = f"budget;{budget} vote_type;approval rule;greedy"
    outcome = verify(file(meta, "project_id;cost 1;60.50 2;50", "voter_id;vote a;1 b;1,2")).outcome
    assert outcome is not None
    assert outcome.winners == winners


def test_of_a_budget_with_decimals_and_whole_costs_the_voters_share_all() -> None:
    # each of three voters has 33.5: two of them pay 67, which 100 / 3 each would not
    meta = "budget;100.5 vote_type;approval rule;equalshares"
    outcome = verify(file(meta, "project_id;cost 1;67", "voter_id;vote a;1 b;1 c;")).outcome
    assert outcome is not None
    assert (outcome.winners, outcome.outcomes[0].voter_budget) == (("1",), Fraction(67, 2))


def test_completion_adds_whole_units_of_the_currency_and_no_satang() -> None:
    # 100.30 for two voters begins with 50, then 51, ...; 60.20 buys 1 at 61, and 2 as well would be too much
    meta = "budget;100.30 vote_type;approval rule;equalshares/add1"
    outcome = verify(file(meta, "project_id;cost 1;60.20 2;70.10", "voter_id;vote a;1 b;2")).outcome
    assert outcome is not None
    assert outcome.winners == ("1",)
    assert (outcome.outcomes[0].voter_budget, outcome.outcomes[0].unit) == (Fraction(700), 10)


def test_areas_have_decimals_too() -> None:
    meta = "budget;30.75 vote_type;approval rule;greedy areas;N,s area_budget_N;10.25 area_budget_s;20.50"
    projects = "project_id;cost;area 1;10.25;N 2;20.5;s 3;0.25;s"
    outcome = verify(file(meta, projects, "voter_id;vote a;1,2 b;1,2,3")).outcome
    assert outcome is not None
    assert (outcome.winners, outcome.spent) == (("1", "2"), 123)


def test_points_with_decimals_are_summed_exactly() -> None:
    # floats make 0.1 + 0.2 more than 0.3, so that 1 would come first
    meta = "budget;10 vote_type;cumulative rule;greedy"
    votes = "voter_id;vote;points a;1;0.1 b;1;0.2 c;2;0.3 d;2;0.0"
    verdict = verify(file(meta, "project_id;cost;score;selected 2;10;0.30;1 1;10;.3;0", votes))
    assert verdict.answer is Answer.MATCHES
    assert [(one.project_id, one.counted) for one in verdict.miscounts] == [("1", Fraction(3, 10))]


def test_equal_shares_with_decimal_points_has_the_price_of_a_whole_point() -> None:
    meta = "budget;30 vote_type;cumulative rule;equalshares"
    outcome = verify(file(meta, "project_id;cost 1;12", "voter_id;vote;points a;1;2.5 b;1;0.5")).outcome
    assert outcome is not None
    share = outcome.decisions[0].share
    assert share is not None
    assert (share.price, share.payers) == (Fraction(4), 2)


@pytest.mark.parametrize(
    ("more", "scores"),
    [
        ("", {"1": 8, "2": 2}),
        ("default_score;0", {"1": 8, "2": 2}),
        ("default_score;-1.5", {"1": 8, "2": 0.5}),
    ],
)
def test_scores_are_summed_with_the_default_for_who_does_not_name_a_project(
    more: str, scores: dict[str, float]
) -> None:
    meta = f"budget;100 vote_type;scoring rule;greedy {more}"
    outcome = verify(file(meta, "project_id;cost 1;60 2;50", "voter_id;vote;points a;1;5 b;1,2;3,2")).outcome
    assert outcome is not None
    assert {step.project_id: step.score for step in outcome.decisions} == scores
    assert {step.project_id: step.votes for step in outcome.decisions} == {"1": 2, "2": 1}


def test_under_equal_shares_the_default_is_paid_for_like_other_points() -> None:
    # a pays 10 for its two points, b 5 for the default: 15 each voter, and 5 for a point
    meta = "budget;30 vote_type;scoring rule;equalshares default_score;1"
    outcome = verify(file(meta, "project_id;cost 1;15", "voter_id;vote;points a;1;2 b;;")).outcome
    assert outcome is not None
    share = outcome.decisions[0].share
    assert share is not None
    assert (share.price, share.payers) == (Fraction(5), 2)


def test_a_project_that_more_points_are_taken_from_than_given_to_is_not_funded() -> None:
    meta = "budget;100 vote_type;scoring rule;greedy"
    outcome = verify(file(meta, "project_id;cost 1;60 2;5", "voter_id;vote;points a;1,2;5,-3 b;2;2")).outcome
    assert outcome is not None
    assert outcome.winners == ("1",)


CAPITALS = """META
KEY;VALUE
Budget;100
VOTE_TYPE;APPROVAL
RULE;Greedy
NUM_PROJECTS;2
PROJECTS
PROJECT_ID;Cost;Selected
A;60;1
b;50;0
VOTES
Voter_ID;VOTE
x;A,b
y;A
"""


def test_capitals_in_keys_columns_and_values_are_read() -> None:
    verdict = verify(CAPITALS)
    assert (verdict.answer, verdict.rule, verdict.vote_type) == (Answer.MATCHES, "greedy", "approval")


def test_ids_keep_their_capitals() -> None:
    head = read_document(lines_of_text(CAPITALS)).head
    assert [one.id for one in head.projects] == ["A", "b"]
    assert list(head.meta) == ["budget", "vote_type", "rule", "num_projects"]


def test_the_canonical_text_has_no_needless_noughts_and_is_the_same_again() -> None:
    text = file(
        "budget;100.50 vote_type;cumulative rule;greedy",
        "project_id;cost 1;60.50 2;7.00",
        "voter_id;vote;points a;1;2.50",
    )
    written = "".join(write_document(read_document(lines_of_text(text))))
    assert "1;60.5\n2;7\n" in written
    assert "a;1;2.5\n" in written
    assert "".join(write_document(read_document(lines_of_text(written)))) == written


@st.composite
def whole_elections(draw: st.DrawFn) -> Election:
    """Approval elections in satang, with ids that sort alike."""
    costs = draw(st.lists(st.integers(1, 600), min_size=1, max_size=5))
    ids = [f"p{number}" for number in range(len(costs))]
    choices = st.lists(st.sampled_from(ids), max_size=4, unique=True).map(lambda found: Ballot(tuple(found)))
    return build_election(
        vote_type=VoteType.APPROVAL,
        budget=draw(st.integers(0, 1200)),
        projects=[Project(one, cost) for one, cost in zip(ids, costs, strict=True)],
        counted=draw(st.lists(st.tuples(choices, st.integers(1, 3)), max_size=6)),
    )


@given(whole_elections(), METHODS)
def test_the_same_election_in_baht_with_decimals_has_the_same_winners(found: Election, rule: Rule) -> None:
    names = {
        Rule(): "greedy",
        Rule(stop=True): "greedy-no-skip",
        SHARES: "equalshares",
    }
    name = names.get(rule, "equalshares-comparison equal_shares_fill;greedy")
    meta = f"budget;{decimal_text(Fraction(found.budget, 100))} vote_type;approval rule;{name}"
    costs = " ".join(f"{one.id};{decimal_text(Fraction(one.cost, 100))}" for one in found.projects)
    ballots = [ballot for ballot, count in found.groups for _ in range(count)]
    votes = " ".join(f"v{place};{','.join(one.choices)}" for place, one in enumerate(ballots))
    outcome = verify(file(meta, f"project_id;cost {costs}", f"voter_id;vote {votes}")).outcome
    assert outcome is not None
    assert outcome.winners == tally(found, rule).winners


def test_beyond_what_floats_hold_equal_shares_is_counted_exactly() -> None:
    # as floats both cost the same, and the first would be bought
    meta = "budget;400000000000000.5 vote_type;approval rule;equalshares"
    projects = "project_id;cost 1;200000000000000.000000000000001 2;200000000000000"
    outcome = verify(file(meta, projects, "voter_id;vote a;1 b;2 c;")).outcome
    assert outcome is not None
    assert outcome.winners == ()
    assert tally(
        build_election(
            vote_type=VoteType.APPROVAL,
            budget=10**30 + 1,
            projects=[Project("1", 10**30 + 1), Project("2", 10**30)],
            counted=[(Ballot(("1", "2")), 1)],
        ),
        Rule(Method.EQUAL_SHARES, completion=Completion.NONE),
    ).winners == ("1",)
