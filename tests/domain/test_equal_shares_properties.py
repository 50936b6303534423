"""Equal shares: what holds for every election, and a plain second implementation that agrees."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.instance import build_instance
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule
from tests.domain.elections import COUNTED_TYPES, elections, renamed
from tests.services.sample import examples

PLAIN = Rule(Method.EQUAL_SHARES)
ADD1 = replace(PLAIN, completion=Completion.ADD1)
RULES = st.builds(
    Rule,
    st.just(Method.EQUAL_SHARES),
    minimum_score=st.integers(0, 3),
    completion=st.sampled_from(Completion),
    fill=st.booleans(),
    comparison=st.booleans(),
)
SEEDS = st.sampled_from([None, "1", "2"])
APPROVALS = elections((VoteType.APPROVAL,))


def naive(found: Election, budget: Fraction) -> list[str]:
    """Winners in order, for approval ballots and a fixed budget of each voter, in the plainest way."""
    voters = [set(ballot.choices) for ballot, count in found.groups for _ in range(count)]
    left = [budget] * len(voters)
    counted = [one for one in found.projects if one.cost <= found.budget]
    winners = [one.id for one in counted if not one.cost and any(one.id in voter for voter in voters)]
    while True:
        best: tuple[Fraction, Fraction, str] | None = None
        for project in counted:
            amounts = sorted(left[i] for i, voter in enumerate(voters) if project.id in voter)
            if project.id in winners or not amounts or sum(amounts) < project.cost:
                continue
            rest = Fraction(project.cost)
            for place, amount in enumerate(amounts):
                price = rest / (len(amounts) - place)
                if amount >= price:
                    break
                rest -= amount
            if best is None or price / project.cost < best[0]:
                best = price / project.cost, price, project.id
        if best is None:
            return winners
        winners.append(best[2])
        for i, voter in enumerate(voters):
            if best[2] in voter:
                left[i] -= min(left[i], best[1])


def naive_add1(found: Election, budget: Fraction) -> list[str]:
    cost = {one.id: one.cost for one in found.projects}
    marked = {choice for ballot, _ in found.groups for choice in ballot.choices}
    wanted = {one for one in marked if cost[one] <= found.budget}
    winners = naive(found, budget)
    while not wanted <= set(winners):
        budget += 1
        more = naive(found, budget)
        if sum(cost[one] for one in more) > found.budget:
            break
        winners = more
    return winners


@settings(max_examples=examples(60))
@given(APPROVALS)
def test_a_plain_second_implementation_agrees(found: Election) -> None:
    voters = found.ballot_count
    if not voters:
        return
    exact = Fraction(found.budget, voters)
    for completion, wanted in (
        (Completion.NONE, naive(found, exact)),
        (Completion.ADD1, naive_add1(found, Fraction(found.budget // voters))),
        (Completion.ADD1_EXACT, naive_add1(found, exact)),
    ):
        assert list(tally(found, replace(PLAIN, completion=completion)).winners) == wanted


@st.composite
def large_elections(draw: st.DrawFn) -> Election:
    """Elections with enough money and voters that many budgets are tried, and jumped over."""
    costs = draw(st.lists(st.integers(1, 900), min_size=2, max_size=6))
    ids = [f"p{number}" for number in range(len(costs))]
    ballots = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)
    counted = draw(st.lists(st.tuples(ballots, st.integers(1, 9)), min_size=1, max_size=8))
    return build_election(
        vote_type=VoteType.APPROVAL,
        budget=draw(st.integers(1, 1500)),
        projects=[Project(one, cost) for one, cost in zip(ids, costs, strict=True)],
        counted=[(Ballot(tuple(choices)), count) for choices, count in counted],
    )


@settings(max_examples=examples(80), deadline=None)
@given(large_elections())
def test_jumping_over_budgets_misses_nothing(found: Election) -> None:
    first = Fraction(found.budget // found.ballot_count)
    assert list(tally(found, ADD1).winners) == naive_add1(found, first)


@settings(max_examples=examples(80))
@given(large_elections(), st.integers(0, 400))
def test_counting_with_intervals_buys_what_counting_exactly_buys(found: Election, budget: int) -> None:
    payable = [one for one in found.projects if one.cost <= found.budget]
    bought = build_instance(found, payable).buy(Fraction(budget))
    assert [one.candidate.id for one in bought] == naive(found, Fraction(budget))


@given(elections(), RULES, SEEDS)
def test_it_never_spends_more_than_the_budget(found: Election, rule: Rule, seed: str | None) -> None:
    outcome = tally(found, rule, seed)
    assert outcome.spent <= found.budget
    assert sorted(step.project_id for step in outcome.decisions) == sorted(one.id for one in found.projects)


@given(elections(), RULES, st.randoms(use_true_random=False), SEEDS)
def test_the_order_of_the_ballots_changes_nothing(
    found: Election, rule: Rule, random: Random, seed: str | None
) -> None:
    groups = list(found.groups)
    random.shuffle(groups)
    assert tally(replace(found, groups=tuple(groups)), rule, seed) == tally(found, rule, seed)


@given(APPROVALS, RULES, SEEDS)
def test_every_ballot_twice_has_the_same_winners(found: Election, rule: Rule, seed: str | None) -> None:
    # completion adds whole units to each voter, which is another part of twice the voters' money
    rule = replace(rule, completion=Completion.NONE)
    twice = replace(found, groups=tuple((ballot, 2 * count) for ballot, count in found.groups))
    doubled = replace(rule, minimum_score=2 * rule.minimum_score)
    assert tally(twice, doubled, seed).winners == tally(found, rule, seed).winners


@given(elections(COUNTED_TYPES), RULES, SEEDS)
def test_what_supporters_paid_adds_up_to_what_it_cost(found: Election, rule: Rule, seed: str | None) -> None:
    for step in tally(found, rule, seed).decisions:
        if step.share is not None and step.share.price is not None and found.vote_type in COUNTED_TYPES[:2]:
            assert step.share.price * step.share.payers <= step.cost <= step.share.money or not step.cost


@st.composite
def cohesive(draw: st.DrawFn) -> tuple[Election, frozenset[str]]:
    """A group of voters who all want just these projects, which their part just pays, among others."""
    wanted = {f"w{number}": draw(st.integers(1, 900)) for number in range(draw(st.integers(1, 3)))}
    rest = [f"r{number}" for number in range(draw(st.integers(1, 4)))]
    choices = st.lists(st.sampled_from([*rest, *wanted]), min_size=1, max_size=4, unique=True)
    others = draw(st.lists(st.tuples(choices, st.sampled_from([30, 8, 1])), min_size=1, max_size=6))
    size = draw(st.integers(1, 9))
    each = -(-sum(wanted.values()) // size)
    budget = each * (size + sum(count for _, count in others))
    dear = st.sampled_from([budget, budget // 2 + 1, budget // 3 + 1])
    costs = {one: draw(dear) for one in rest} | wanted
    found = build_election(
        vote_type=VoteType.APPROVAL,
        budget=budget,
        projects=[Project(one, cost) for one, cost in costs.items()],
        counted=[(Ballot(tuple(wanted)), size), *((Ballot(tuple(one)), count) for one, count in others)],
    )
    return found, frozenset(wanted)


@settings(max_examples=examples(80), deadline=None)
@given(cohesive(), st.sampled_from([PLAIN, ADD1, PROPORTIONAL]))
def test_a_cohesive_group_gets_what_its_part_of_the_money_buys(
    drawn: tuple[Election, frozenset[str]], rule: Rule
) -> None:
    found, wanted = drawn
    assert wanted <= set(tally(found, rule).winners)


@given(elections(), RULES, st.randoms(use_true_random=False))
def test_names_change_nothing_but_ties_drawn_with_a_seed(found: Election, rule: Rule, random: Random) -> None:
    names = [f"โครงการ {number}" for number in range(len(found.projects))]
    random.shuffle(names)
    new = dict(zip((one.id for one in found.projects), names, strict=True))
    assert tally(renamed(found, names), rule).winners == tuple(new[one] for one in tally(found, rule).winners)
