"""The input of a tally: projects with their costs, anonymous ballots, and a budget."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Exact = int | Fraction
"""A number of a file, exact: an int where it is whole."""


class VoteType(StrEnum):
    """How voters fill in their ballots. Source of the names: the format of Pabulib."""

    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    CUMULATIVE = "cumulative"
    ORDINAL = "ordinal"
    SCORING = "scoring"


WITH_POINTS = frozenset({VoteType.CUMULATIVE, VoteType.SCORING})
"""The types whose ballots give points to the projects that they name."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that voters can choose.

    cost: int >= 0, in the unit of the election. attributes: {column of the file: text}, for every
    other column.
    """

    id: str
    cost: int
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter marked, without the voter.

    choices: project ids in the order written; in ordinal ballots the most preferred first. points: in
    cumulative and scoring ballots one number per choice, in the latter also below 0; otherwise ().
    """

    choices: tuple[str, ...]
    points: tuple[Exact, ...] = ()


@dataclass(frozen=True, slots=True)
class Election:
    """Everything that a tally depends on, except rule and seed.

    unit: into how many parts the currency is divided, so that every cost is a whole number of them; 1 where
    costs are whole. budget: int >= 0, in the unit of the costs; rest: what it has besides, less than one of
    them: nothing costs so little, but equal shares divides it among the voters. projects: in file order,
    which breaks ties where there is no seed. groups: ballots and how many voters cast each; read many times.
    excludes: {project id: ids of the projects that cannot be funded together with it}, in both directions.
    barred: {project id: id of a project funded in another area that excludes it}. default_score: what a
    scoring ballot gives to each project that it does not name.
    """

    vote_type: VoteType
    budget: int
    projects: tuple[Project, ...]
    groups: Collection[tuple[Ballot, int]]
    excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)
    unit: int = 1
    rest: Fraction = Fraction(0)
    default_score: Exact = 0

    @property
    def ballot_count(self) -> int:
        """Number of ballots cast."""
        return sum(count for _, count in self.groups)

    def find_rival(self, project_id: str, funded: Collection[str]) -> str | None:
        """The id of a funded project that excludes this one, or None. funded: ids."""
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
    unit: int = 1,
    rest: Fraction = Fraction(0),
    default_score: Exact = 0,
) -> Election:
    """Build an election, grouping equal ballots.

    counted: pairs of a ballot and how many voters cast it; read once, and a ballot may occur more than once.
    excludes: as in Election; None for none. The others: as in Election.
    """
    groups: Counter[Ballot] = Counter()
    for ballot, count in counted:
        groups[ballot] += count
    return Election(
        VoteType(vote_type),
        budget,
        tuple(projects),
        tuple(groups.items()),
        excludes or {},
        unit=unit,
        rest=rest,
        default_score=default_score,
    )
