"""The greedy count: projects are funded in the order of their scores, as long as the money lasts."""

from collections.abc import Iterable

from idea4gov.domain.tally.election import Election, Project
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.scores import Score, count_scores
from idea4gov.domain.tally.setting_aside import find_hindrance
from idea4gov.domain.tally.ties import find_ties, rank


def tally_greedy(election: Election, rule: Rule, seed: str | None) -> Outcome:
    """Fund projects by score. One that costs more than what is left is skipped, or ends it (`rule.stop`).

    seed: as in `tally`. Raises UnknownRule when the ballots cannot be counted.
    """
    scores = count_scores(election)
    decisions = tuple(_decide(election, rule, scores, rank(election, scores, seed)))
    return Outcome(
        rule=rule,
        seed=seed,
        budget=election.budget,
        ballot_count=election.ballot_count,
        decisions=decisions,
        ties=find_ties(decisions, rule, election.excludes),
        unit=election.unit,
    )


def _decide(
    election: Election, rule: Rule, scores: dict[str, Score], ranked: Iterable[Project]
) -> Iterable[Decision]:
    funded: list[str] = []
    left, stopped = election.budget, False
    for project in ranked:
        votes, score = scores[project.id].votes, scores[project.id].score
        rival = election.find_rival(project.id, funded)
        hindrance = find_hindrance(project, scores[project.id], election, rule)
        if hindrance is not None:
            fate, rival = hindrance, None
        elif stopped:
            fate, rival = Fate.AFTER_STOP, None
        elif rival is not None:
            fate = Fate.EXCLUDED
        else:
            fate = Fate.FUNDED if project.cost <= left else Fate.DOES_NOT_FIT
        before = left
        if fate is Fate.FUNDED:
            funded.append(project.id)
            left -= project.cost
        stopped = stopped or (rule.stop and fate is Fate.DOES_NOT_FIT)
        spent = election.budget - left
        yield Decision(project.id, project.cost, votes, score, fate, before, spent, rival=rival)
