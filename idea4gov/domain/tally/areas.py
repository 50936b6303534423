"""Rounds divided into areas: each area is an election of its own, with its own projects and budget."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from idea4gov.domain.tally.election import Ballot, Election, Exact, Project, VoteType
from idea4gov.domain.tally.groups import BallotGroups
from idea4gov.domain.tally.outcome import Decision, Outcome, Tie


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the municipality that has its own budget, or all of it.

    code: unique in the round; "" where the round is not divided. budget, rest: as in Election.
    """

    code: str
    name: str
    budget: int
    # A result is the same whether or not what nobody can spend was noted with it.
    rest: Fraction = field(default=Fraction(0), compare=False)


@dataclass(frozen=True, slots=True)
class AreaElection:
    """An area and its election."""

    area: Area
    election: Election


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """An area and the outcome of its election."""

    area: Area
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """The result of a round.

    parts: one per area, in the order of the areas. ballot_count: ballots cast in the whole round.
    """

    parts: tuple[AreaOutcome, ...]
    ballot_count: int

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcome of each area."""
        return tuple(part.outcome for part in self.parts)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decision on every project, area by area, in the order of the count."""
        return tuple(step for outcome in self.outcomes for step in outcome.decisions)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie, area by area."""
        return tuple(tie for outcome in self.outcomes for tie in outcome.ties)

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the funded projects, area by area, in the order of funding."""
        return tuple(winner for outcome in self.outcomes for winner in outcome.winners)

    @property
    def spent(self) -> int:
        """Cost of all winners."""
        return sum(outcome.spent for outcome in self.outcomes)

    @property
    def budget(self) -> int:
        """Budget of all areas."""
        return sum(outcome.budget for outcome in self.outcomes)


def divide(
    areas: Sequence[Area],
    area_of: Mapping[str, str],
    *,
    vote_type: VoteType,
    projects: Sequence[Project],
    counted: Iterable[tuple[Ballot, int]],
    excludes: Mapping[str, frozenset[str]],
    unit: int = 1,
    default_score: Exact = 0,
) -> tuple[AreaElection, ...]:
    """Divide a round into one election per area.

    A ballot counts in each area where it marks a project, with the marks made there. In an undivided round
    every ballot counts, also a blank one.

    area_of: {project id: code of its area}. counted: pairs of a ballot and how many voters cast it. The
    others: as in Election.
    """
    groups = counted if isinstance(counted, BallotGroups) else BallotGroups(counted)
    return tuple(
        AreaElection(
            area,
            Election(
                vote_type=VoteType(vote_type),
                budget=area.budget,
                projects=tuple(one for one in projects if area_of[one.id] == area.code),
                groups=groups if len(areas) == 1 else BallotGroups(_marked_in(area.code, area_of, groups)),
                excludes=excludes,
                unit=unit,
                rest=area.rest,
                default_score=default_score,
            ),
        )
        for area in areas
    )


def _marked_in(
    code: str, area_of: Mapping[str, str], groups: Iterable[tuple[Ballot, int]]
) -> Iterator[tuple[Ballot, int]]:
    for ballot, count in groups:
        places = [place for place, choice in enumerate(ballot.choices) if area_of[choice] == code]
        if places:
            choices = tuple(ballot.choices[place] for place in places)
            points = tuple(ballot.points[place] for place in places) if ballot.points else ()
            yield Ballot(choices, points), count


def tally_areas(
    elections: Iterable[AreaElection], ballot_count: int, count: Callable[[Election], Outcome]
) -> RoundOutcome:
    """Count the areas in the given order.

    ballot_count: ballots cast in the whole round. count: counts one election. Where two projects of different
    areas exclude each other and the one counted first is funded, the other is excluded.
    """
    parts: list[AreaOutcome] = []
    funded: list[str] = []
    for one in elections:
        election = replace(one.election, barred=_barred(one.election, funded))
        outcome = count(election)
        funded += outcome.winners
        parts.append(AreaOutcome(one.area, outcome))
    return RoundOutcome(tuple(parts), ballot_count)


def _barred(election: Election, funded: Sequence[str]) -> dict[str, str]:
    """{project id: id of a funded project of another area that excludes it}. funded: ids, earlier areas."""
    rivals = ((one.id, election.find_rival(one.id, funded)) for one in election.projects)
    return {project_id: rival for project_id, rival in rivals if rival is not None}
