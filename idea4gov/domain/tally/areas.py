"""A round of several areas: each is an election of its own, with its own projects and budget."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.outcome import Decision, Outcome, Tie


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the place with a budget of its own, or the whole of it. code: "" where nothing is divided."""

    code: str
    name: str
    budget: int


@dataclass(frozen=True, slots=True)
class AreaElection:
    """What is counted in an area."""

    area: Area
    election: Election


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """What was counted in an area."""

    area: Area
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """The result of a round. parts: one for each area, in their order. ballot_count: of the whole round."""

    parts: tuple[AreaOutcome, ...]
    ballot_count: int

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The result of each area."""
        return tuple(part.outcome for part in self.parts)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every project, area by area, in the order considered."""
        return tuple(step for outcome in self.outcomes for step in outcome.decisions)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie, area by area."""
        return tuple(tie for outcome in self.outcomes for tie in outcome.ties)

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the funded projects, area by area, in the order in which they were funded."""
        return tuple(winner for outcome in self.outcomes for winner in outcome.winners)

    @property
    def spent(self) -> int:
        """Cost of the winners together."""
        return sum(outcome.spent for outcome in self.outcomes)

    @property
    def budget(self) -> int:
        """The money of all areas together."""
        return sum(outcome.budget for outcome in self.outcomes)


def divide(
    areas: Sequence[Area],
    area_of: Mapping[str, str],
    *,
    vote_type: VoteType,
    projects: Sequence[Project],
    counted: Iterable[tuple[Ballot, int]],
    excludes: Mapping[str, frozenset[str]],
) -> tuple[AreaElection, ...]:
    """The election of each area: its projects, and of each ballot what is marked there.

    area_of: {project id: code of its area}. A voter takes part in the areas where they marked a project;
    where there is but one area, everybody takes part.
    """
    groups = list(counted)
    return tuple(
        AreaElection(
            area,
            build_election(
                vote_type=vote_type,
                budget=area.budget,
                projects=[one for one in projects if area_of[one.id] == area.code],
                counted=groups if len(areas) == 1 else _marked_in(area.code, area_of, groups),
                excludes=excludes,
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
    """Count every area, in their order.

    count: how one election is counted. Where projects of different areas exclude each other, the one whose
    area is counted first keeps the other out.
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
    rivals = ((one.id, election.find_rival(one.id, funded)) for one in election.projects)
    return {project_id: rival for project_id, rival in rivals if rival is not None}
