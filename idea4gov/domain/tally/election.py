"""What is counted: projects with their costs, ballots without their voters, and a budget."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class VoteType(StrEnum):
    """How voters filled in their ballots; the names are Pabulib's."""

    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    CUMULATIVE = "cumulative"
    ORDINAL = "ordinal"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True)
class Project:
    """One line of the ballot paper.

    cost: int >= 0, whole units of the election's currency. attributes: every other column of the project,
    as text.
    """

    id: str
    cost: int
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter marked, in the order written, without who it was; equal ballots are equal values.

    choices: project ids, for ordinal ballots the best first. points: only for cumulative ballots, one int
    >= 0 for each choice.
    """

    choices: tuple[str, ...]
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Election:
    """All that a tally may look at.

    budget: int >= 0, in the unit of the costs. projects: in file order, which settles ties where a file was
    imported. groups: each different ballot with how many voters cast it. excludes: {project id: ids of those
    that cannot be funded beside it}, both ways. barred: {project id: the project funded elsewhere that
    shuts it out}.
    """

    vote_type: VoteType
    budget: int
    projects: tuple[Project, ...]
    groups: tuple[tuple[Ballot, int], ...]
    excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)

    @property
    def ballot_count(self) -> int:
        """Number of ballots cast."""
        return sum(count for _, count in self.groups)

    def find_rival(self, project_id: str, funded: Collection[str]) -> str | None:
        """The funded project beside which this one cannot be funded, or None."""
        if project_id in self.barred:
            return self.barred[project_id]
        rivals = self.excludes.get(project_id, frozenset())
        return next((one for one in funded if one in rivals), None)


def build_election(
    *,
    vote_type: VoteType,
    budget: int,
    projects: Iterable[Project],
    counted: Iterable[tuple[Ballot, int]],
    excludes: Mapping[str, frozenset[str]] | None = None,
) -> Election:
    """Make an election of ballots with their counts, in one pass; equal ballots are put together.

    counted: pairs of a ballot and how many voters cast it; the same ballot may come more than once.
    excludes: as in Election.
    """
    groups: Counter[Ballot] = Counter()
    for ballot, count in counted:
        groups[ballot] += count
    return Election(VoteType(vote_type), budget, tuple(projects), tuple(groups.items()), excludes or {})
