"""What keeps a project out of the count, whatever the method."""

from idea4gov.domain.tally.election import Election, Project
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.scores import Score


def find_hindrance(project: Project, score: Score, election: Election, rule: Rule) -> Fate | None:
    """Why a project cannot be funded whatever else is, or None. score: of the project."""
    if rule.sets_aside and project.cost > election.budget:
        return Fate.OVER_BUDGET
    if score.score < rule.minimum_score:
        return Fate.BELOW_MINIMUM
    if rule.sets_aside and not score.is_support:
        return Fate.NO_VOTES
    return None
