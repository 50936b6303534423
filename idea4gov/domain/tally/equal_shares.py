"""The Method of Equal Shares, with cost utilities and exact fractions.

Every voter gets the same part of the budget, and a project is paid for by its supporters: each pays the same
price, or all they have left if that is less. The project of the lowest rho (price divided by cost) is bought
first. Where ballots carry points, or Borda points, a supporter pays the price once for each point.
Source: Peters, Pierczyński, Skowron 2021.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from idea4gov.domain.tally.election import Election, Project
from idea4gov.domain.tally.exact_budgets import ExactBudgets
from idea4gov.domain.tally.greedy import tally_greedy
from idea4gov.domain.tally.instance import Instance, build_instance
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome, Share, Tie
from idea4gov.domain.tally.purchases import Allocation
from idea4gov.domain.tally.rules import Method, Rule
from idea4gov.domain.tally.scores import Score, count_scores
from idea4gov.domain.tally.setting_aside import find_hindrance
from idea4gov.domain.tally.ties import find_ties, rank

_NOTHING = Fraction(0)


@dataclass(frozen=True)
class _Count:
    """What stays the same while an election is counted.

    scores: {project id: score}. ranked: all projects, by score, then in tie-break order. free: the projects
    funded at no cost. instance: of the projects that supporters have to pay for.
    """

    election: Election
    rule: Rule
    scores: Mapping[str, Score]
    ranked: Sequence[Project]
    free: Sequence[Project]
    instance: Instance

    def decision(self, project: Project, fate: Fate, left: int, **more: object) -> Decision:
        score = self.scores[project.id]
        after = self.election.budget - left + (project.cost if fate.is_funded else 0)
        return Decision(project.id, project.cost, score.votes, score.score, fate, left, after, **more)  # type: ignore[arg-type]


def tally_equal_shares(election: Election, rule: Rule, seed: str | None) -> Outcome:
    """Fund what supporters pay for; then complete, fill and compare as the rule says.

    seed: as in `tally`; None breaks ties of rho by the order of the projects. Raises UnknownRule when the
    ballots cannot be counted.
    """
    count = _prepare(election, rule, seed)
    budget = count.instance.complete(rule.completion) if count.instance.voters else _NOTHING
    bought, exact = count.instance.buy(budget), ExactBudgets(len(count.instance.sizes), budget)
    for purchase in bought:
        exact.buy(purchase.candidate)
    decisions = tuple(_decisions(count, bought, exact))
    outcome = Outcome(
        rule=rule,
        seed=seed,
        budget=election.budget,
        ballot_count=election.ballot_count,
        decisions=decisions,
        ties=(*_ties(count, bought, budget, decisions), *_ties_of_filling(count, decisions)),
        voter_budget=budget,
        unit=election.unit,
    )
    return _compared(election, outcome) if rule.comparison else outcome


def _prepare(election: Election, rule: Rule, seed: str | None) -> _Count:
    scores = count_scores(election)
    ranked = rank(election, scores, seed)
    allowed = [one for one in ranked if _may_be_paid(one, election, rule, scores)]
    if seed is None:
        places = {one.id: place for place, one in enumerate(election.projects)}
        allowed.sort(key=lambda one: places[one.id])
    free = _free(election, allowed)
    free_ids = [one.id for one in free]
    payable = [one for one in allowed if election.find_rival(one.id, free_ids) is None]
    return _Count(election, rule, scores, ranked, free, build_instance(election, payable))


def _may_be_paid(project: Project, election: Election, rule: Rule, scores: Mapping[str, Score]) -> bool:
    score = scores[project.id]
    hindrance = find_hindrance(project, score, election, rule)
    return bool(score.votes) and hindrance is None and project.id not in election.barred


def _free(election: Election, allowed: Sequence[Project]) -> list[Project]:
    """The projects of cost 0 that are funded: of two that exclude each other, the first."""
    free: list[Project] = []
    for project in allowed:
        if not project.cost and election.find_rival(project.id, [one.id for one in free]) is None:
            free.append(project)
    return free


def _decisions(count: _Count, bought: Allocation, exact: ExactBudgets) -> Iterator[Decision]:
    projects = {one.id: one for one in count.ranked}
    left = count.election.budget
    unpaid = Share(_NOTHING, 0, 0, _NOTHING)
    for project in count.free:
        yield count.decision(project, Fate.FUNDED, left, share=unpaid)
    for purchase in bought:
        project = projects[purchase.candidate.id]
        share = count.instance.per_point(exact.shares[project.id])
        yield count.decision(project, Fate.FUNDED, left, share=share)
        left -= project.cost
    funded = [*(one.id for one in count.free), *(one.candidate.id for one in bought)]
    money = {one.id: exact.money(one) for one in count.instance.candidates if one.id not in exact.shares}
    yield from _rest(count, funded, left, money)


def _rest(count: _Count, funded: list[str], left: int, money: Mapping[str, Fraction]) -> Iterator[Decision]:
    """The projects that were not bought, by score. With the option `fill`, those that still fit are funded.

    funded: ids of those funded so far; filled ones are added. left: money not yet spent. money: {project id:
    what its supporters have left together}.
    """
    for project in count.ranked:
        if project.id in funded:
            continue
        share = Share(None, 0, 0, money.get(project.id, _NOTHING))
        rival = count.election.find_rival(project.id, funded)
        hindrance = find_hindrance(project, count.scores[project.id], count.election, count.rule)
        if hindrance is not None:
            yield count.decision(project, hindrance, left)
        elif rival is not None:
            yield count.decision(project, Fate.EXCLUDED, left, rival=rival)
        elif not count.rule.fill:
            yield count.decision(project, Fate.LACKS_SUPPORT, left, share=share)
        elif project.cost > left:
            yield count.decision(project, Fate.DOES_NOT_FIT, left, share=share)
        else:
            yield count.decision(project, Fate.FILLED, left, share=share)
            funded.append(project.id)
            left -= project.cost


def _ties(
    count: _Count, bought: Allocation, budget: Fraction, decisions: Sequence[Decision]
) -> Iterator[Tie]:
    """Ties of rho. One decides if another order, with the same voter budget, funds other projects."""
    funded = {step.project_id for step in decisions if step.fate.is_funded}
    shown: set[str] = set()
    for purchase in bought:
        ids = [one.id for one in purchase.tied]
        if len(ids) < 2 or set(ids) <= shown:
            continue
        shown = set(ids)
        decides = any(_funded_with(count, other, budget) != funded for other in ids[1:])
        yield Tie(count.scores[ids[0]].score, tuple(ids), decides)


def _funded_with(count: _Count, preferred: str, budget: Fraction) -> set[str]:
    """Ids of the projects funded when `preferred` comes first in every tie. budget: of each voter."""
    bought = count.instance.buy(budget, count.instance.prefer(preferred))
    funded = [*(one.id for one in count.free), *(one.candidate.id for one in bought)]
    left = count.election.budget - sum(one.candidate.cost for one in bought)
    filled = {step.project_id for step in _rest(count, funded[:], left, {}) if step.fate.is_funded}
    return {*funded, *filled}


def _ties_of_filling(count: _Count, decisions: Sequence[Decision]) -> tuple[Tie, ...]:
    filling = (Fate.FILLED, Fate.DOES_NOT_FIT, Fate.EXCLUDED)
    steps = [step for step in decisions if step.fate in filling] if count.rule.fill else []
    return find_ties(steps, count.rule, count.election.excludes)


def _compared(election: Election, outcome: Outcome) -> Outcome:
    """The greedy outcome, if more voters marked more of its winners than of the other's; else `outcome`."""
    asked = outcome.rule
    rule = Rule(Method.GREEDY, minimum_score=asked.minimum_score, sets_aside=asked.sets_aside)
    greedy = tally_greedy(election, rule, outcome.seed)
    ours, theirs = set(outcome.winners), set(greedy.winners)
    balance = 0
    for ballot, count in election.groups:
        marked = set(ballot.choices)
        difference = len(marked & ours) - len(marked & theirs)
        balance += count * ((difference > 0) - (difference < 0))
    if balance >= 0:
        return outcome
    return replace(greedy, rule=outcome.rule, fell_back=True)
