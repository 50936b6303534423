"""Counting an election, or every area of a round, by the method that its rule names."""

from collections.abc import Callable, Mapping

from idea4gov.domain.tally.areas import AreaElection, RoundOutcome, tally_areas
from idea4gov.domain.tally.election import Election
from idea4gov.domain.tally.equal_shares import tally_equal_shares
from idea4gov.domain.tally.greedy import tally_greedy
from idea4gov.domain.tally.outcome import Outcome
from idea4gov.domain.tally.rules import Method, Rule

_METHODS: Mapping[Method, Callable[[Election, Rule, str | None], Outcome]] = {
    Method.GREEDY: tally_greedy,
    Method.EQUAL_SHARES: tally_equal_shares,
}


def tally(election: Election, rule: Rule, seed: str | None = None) -> Outcome:
    """Count an election. The same arguments give the same outcome.

    seed: the tie-break seed; ties go to the lower cost, then to the lower `tie_break_key`. None: ties go by
    the order of the projects, as in imported results. Raises UnknownRule when the ballots cannot be counted.
    """
    return _METHODS[rule.method](election, rule, seed)


def tally_round(
    elections: tuple[AreaElection, ...], ballot_count: int, rule: Rule, seed: str | None = None
) -> RoundOutcome:
    """Count every area of a round.

    elections: one per area. ballot_count: ballots cast in the whole round. seed: as in `tally`. Raises
    UnknownRule.
    """
    return tally_areas(elections, ballot_count, lambda election: tally(election, rule, seed))
