"""The outcomes that other rules give for the same ballots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from idea4gov.domain.tally.areas import AreaElection, RoundOutcome
from idea4gov.domain.tally.election import Ballot
from idea4gov.domain.tally.methods import tally_round
from idea4gov.domain.tally.rules import PROPORTIONAL, Method, Rule

LARGEST_COMPARED = 1_000_000
"""Most marks on all ballots together for which equal shares is counted as a comparison; it takes seconds."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a rule funds.

    winners: ids, in the order of funding. spent: cost of the winners. voters: number of voters who marked at
    least one winner.
    """

    rule: Rule
    winners: tuple[str, ...]
    spent: int
    voters: int


def other_rules(rule: Rule, elections: Sequence[AreaElection]) -> tuple[Rule, ...]:
    """The rules to compare with `rule`: greedy, greedy that stops, and equal shares, without `rule` itself.

    All have the minimum score of `rule`, and set aside what it sets aside. Equal shares is left out where the
    ballots have more marks than LARGEST_COMPARED.
    """
    marks = sum(len(ballot.choices) * count for one in elections for ballot, count in one.election.groups)
    candidates = [Rule(), Rule(stop=True)]
    if marks <= LARGEST_COMPARED and rule.method is not Method.EQUAL_SHARES:
        candidates.append(PROPORTIONAL)
    others = (
        replace(one, minimum_score=rule.minimum_score, sets_aside=rule.sets_aside) for one in candidates
    )
    return tuple(one for one in others if one != rule)


def alternative(rule: Rule, outcome: RoundOutcome, groups: Iterable[tuple[Ballot, int]]) -> Alternative:
    """Summarize the outcome of a rule. groups: ballots and how many voters cast each."""
    winners = frozenset(outcome.winners)
    voters = sum(count for ballot, count in groups if not winners.isdisjoint(ballot.choices))
    return Alternative(rule, outcome.winners, outcome.spent, voters)


def compare_rules(
    rule: Rule,
    outcome: RoundOutcome,
    elections: tuple[AreaElection, ...],
    groups: Iterable[tuple[Ballot, int]],
    seed: str | None,
) -> list[Alternative]:
    """Count the same ballots under other rules; this can take seconds.

    outcome: under `rule`. elections, groups: the ballots counted, by area and as a whole; groups are read
    many times. seed: as in `tally`. Returns `rule` first, then those of `other_rules`.
    """
    found = [alternative(rule, outcome, groups)]
    for other in other_rules(rule, elections):
        counted = tally_round(elections, outcome.ballot_count, other, seed)
        found.append(alternative(other, counted, groups))
    return found
