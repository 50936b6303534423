"""What other rules would have made of the same ballots."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from idea4gov.domain.tally import tally_round
from idea4gov.domain.tally.areas import AreaElection, RoundOutcome
from idea4gov.domain.tally.election import Ballot
from idea4gov.domain.tally.rules import PROPORTIONAL, Method, Rule

LARGEST_COMPARED = 1_000_000
"""Marks on all ballots up to which equal shares is counted beside another rule: some seconds."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a rule funds. voters: with at least one funded project among those that they marked."""

    rule: Rule
    winners: tuple[str, ...]
    spent: int
    voters: int


def other_rules(rule: Rule, elections: Sequence[AreaElection]) -> tuple[Rule, ...]:
    """The rules worth comparing with: greedy, greedy that stops, equal shares; without the one that holds.

    Equal shares is left out where there are more marks than LARGEST_COMPARED.
    """
    marks = sum(len(ballot.choices) * count for one in elections for ballot, count in one.election.groups)
    minimum = rule.minimum_score
    candidates = [Rule(minimum_score=minimum), Rule(stop=True, minimum_score=minimum)]
    if marks <= LARGEST_COMPARED and rule.method is not Method.EQUAL_SHARES:
        candidates.append(replace(PROPORTIONAL, minimum_score=minimum))
    return tuple(one for one in candidates if one != rule)


def alternative(rule: Rule, outcome: RoundOutcome, groups: Sequence[tuple[Ballot, int]]) -> Alternative:
    """Sum up an outcome. groups: every ballot of the round with how many voters cast it."""
    winners = frozenset(outcome.winners)
    voters = sum(count for ballot, count in groups if not winners.isdisjoint(ballot.choices))
    return Alternative(rule, outcome.winners, outcome.spent, voters)


def compare_rules(
    rule: Rule,
    outcome: RoundOutcome,
    elections: tuple[AreaElection, ...],
    groups: Sequence[tuple[Ballot, int]],
    seed: str | None,
) -> list[Alternative]:
    """What rules make of the same ballots, the one that holds first; it can take seconds.

    elections, groups: what was counted, by area and as a whole.
    """
    found = [alternative(rule, outcome, groups)]
    for other in other_rules(rule, elections):
        counted = tally_round(elections, outcome.ballot_count, other, seed)
        found.append(alternative(other, counted, groups))
    return found
