"""Counting an election: a pure function of election, rule and seed. No clock, no database, exact integers."""

from collections.abc import Callable, Mapping

from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.greedy import tally_greedy
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome, Tie
from idea4gov.domain.tally.rules import Method, Rule, UnknownRule, rule_of
from idea4gov.domain.tally.scores import Score, count_scores

__all__ = [
    "Ballot",
    "Decision",
    "Election",
    "Fate",
    "Method",
    "Outcome",
    "Project",
    "Rule",
    "Score",
    "Tie",
    "UnknownRule",
    "VoteType",
    "build_election",
    "count_scores",
    "rule_of",
    "tally",
]

_METHODS: Mapping[Method, Callable[[Election, Rule, str | None], Outcome]] = {Method.GREEDY: tally_greedy}


def tally(election: Election, rule: Rule, seed: str | None = None) -> Outcome:
    """Count an election.

    seed: None settles ties by the order of the projects, as imported results do; a text settles them by
    lower cost, then by lot. Raises UnknownRule when the ballots cannot be counted. The same arguments give
    the same outcome.
    """
    return _METHODS[rule.method](election, rule, seed)
