"""Counting an election: a pure function of election, rule and seed. No clock, no database, exact numbers."""

from collections.abc import Callable, Mapping

from idea4gov.domain.tally.areas import Area, AreaElection, AreaOutcome, RoundOutcome, divide, tally_areas
from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.equal_shares import tally_equal_shares
from idea4gov.domain.tally.greedy import tally_greedy
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome, Share, Tie
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Method, Rule, UnknownRule, meta_of, rule_of
from idea4gov.domain.tally.scores import Score, count_scores

__all__ = [
    "PROPORTIONAL",
    "Area",
    "AreaElection",
    "AreaOutcome",
    "Ballot",
    "Completion",
    "Decision",
    "Election",
    "Fate",
    "Method",
    "Outcome",
    "Project",
    "RoundOutcome",
    "Rule",
    "Score",
    "Share",
    "Tie",
    "UnknownRule",
    "VoteType",
    "build_election",
    "count_scores",
    "divide",
    "meta_of",
    "rule_of",
    "tally",
    "tally_areas",
    "tally_round",
]

_METHODS: Mapping[Method, Callable[[Election, Rule, str | None], Outcome]] = {
    Method.GREEDY: tally_greedy,
    Method.EQUAL_SHARES: tally_equal_shares,
}


def tally(election: Election, rule: Rule, seed: str | None = None) -> Outcome:
    """Count an election.

    seed: None settles ties by the order of the projects, as imported results do; a text settles them by
    lower cost, then by lot. Raises UnknownRule when the ballots cannot be counted. The same arguments give
    the same outcome.
    """
    return _METHODS[rule.method](election, rule, seed)


def tally_round(
    elections: tuple[AreaElection, ...], ballot_count: int, rule: Rule, seed: str | None = None
) -> RoundOutcome:
    """Count every area of a round. ballot_count: of the whole round. Otherwise as tally."""
    return tally_areas(elections, ballot_count, lambda election: tally(election, rule, seed))
