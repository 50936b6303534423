"""The greedy count: the most supported project first, as long as the money lasts."""

from idea4gov.domain.tally.election import Election
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.scores import count_scores
from idea4gov.domain.tally.ties import find_ties, rank


def tally_greedy(election: Election, rule: Rule, seed: str | None) -> Outcome:
    """Fund projects by score until nothing fits (or, with `rule.stop`, until the first that does not).

    seed: as in `tally`. Raises UnknownRule when the ballots cannot be counted.
    """
    decisions = _decide(election, rule, seed)
    return Outcome(
        rule=rule,
        seed=seed,
        budget=election.budget,
        ballot_count=election.ballot_count,
        decisions=decisions,
        ties=find_ties(decisions, rule),
    )


def _decide(election: Election, rule: Rule, seed: str | None) -> tuple[Decision, ...]:
    scores = count_scores(election)
    decisions: list[Decision] = []
    left, stopped = election.budget, False
    for project in rank(election, scores, seed):
        votes, score = scores[project.id].votes, scores[project.id].score
        fate = _fate(fits=project.cost <= left, enough=score >= rule.minimum_score, stopped=stopped)
        before = left
        if fate is Fate.FUNDED:
            left -= project.cost
        stopped = stopped or (rule.stop and fate is Fate.DOES_NOT_FIT)
        spent = election.budget - left
        decisions.append(Decision(project.id, project.cost, votes, score, fate, before, spent))
    return tuple(decisions)


def _fate(*, fits: bool, enough: bool, stopped: bool) -> Fate:
    if not enough:
        return Fate.BELOW_MINIMUM
    if stopped:
        return Fate.AFTER_STOP
    return Fate.FUNDED if fits else Fate.DOES_NOT_FIT
