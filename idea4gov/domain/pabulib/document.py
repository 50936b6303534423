"""The content of a `.pb` file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.amounts import exact_number
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.tally.election import Ballot, Election, Exact, Project, VoteType, build_election


@dataclass(frozen=True, slots=True)
class CastBallot:
    """One row of the VOTES section: a ballot and its voter.

    attributes: {column: text} for every other column.
    """

    voter_id: str
    ballot: Ballot
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """Everything in a file before the first ballot.

    meta: {key: value} of the META section, as text, in file order, keys in small letters. project_columns,
    vote_columns: all column names of the sections PROJECTS and VOTES, in file order. unit: of the costs, as
    in Election: 1 where they are whole, 100 where they have satang.
    """

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    project_columns: tuple[str, ...]
    vote_columns: tuple[str, ...]
    unit: int = 1

    @property
    def budget(self) -> int:
        """What can be spent, in the unit of the costs: whole costs that fit 100.50 fit 100."""
        return int(budget_of(self.meta) * self.unit)

    @property
    def vote_type(self) -> VoteType:
        """The type of the ballots."""
        return vote_type_of(self.meta)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole `.pb` file in memory. ballots: in file order."""

    head: Head
    ballots: tuple[CastBallot, ...]

    def election(self) -> Election:
        """The election that the file describes. Raises BadPabulib."""
        counted = ((cast.ballot, 1) for cast in self.ballots)
        return election_from(self.head, counted)


def election_from(head: Head, counted: Iterable[tuple[Ballot, int]]) -> Election:
    """Build an election from the head of a file and its ballots, whatever areas it has.

    counted: pairs of a ballot and how many voters cast it. Raises BadPabulib when META states no valid budget
    or no known type of ballots.
    """
    return build_election(
        vote_type=head.vote_type,
        budget=head.budget,
        projects=head.projects,
        counted=counted,
        unit=head.unit,
        rest=rest_of(budget_of(head.meta), head.unit),
        default_score=default_score_of(head.meta),
    )


def budget_of(meta: Mapping[str, str], line: int = 1) -> Exact:
    """The budget that META states, exact, in units of the currency. line: where errors are reported.

    Raises BadPabulib.
    """
    if "budget" not in meta:
        raise BadPabulib(line, N_("META states no budget."))
    budget = exact_number(meta["budget"])
    if budget is None:
        raise BadPabulib(
            line, N_("The budget “%(text)s” is not a number from 0 to 10^15."), text=meta["budget"]
        )
    return budget


def rest_of(budget: Exact, unit: int) -> Fraction:
    """What a budget has that is less than one unit of the costs, in this unit. budget: in the currency."""
    return Fraction(budget) * unit % 1


def default_score_of(meta: Mapping[str, str], line: int = 1) -> Exact:
    """What a scoring ballot gives to each project that it does not name; 0 for other types of ballots.

    line: where errors are reported. Raises BadPabulib.
    """
    text = meta.get("default_score", "")
    if vote_type_of(meta) is not VoteType.SCORING or not text.strip():
        return 0
    score = exact_number(text, signed=True)
    if score is None:
        raise BadPabulib(line, N_("The default_score “%(text)s” is not a number."), text=text)
    return score


def vote_type_of(meta: Mapping[str, str], line: int = 1) -> VoteType:
    """The type of the ballots that META states. line: where errors are reported. Raises BadPabulib."""
    text = meta.get("vote_type", "").strip().lower()
    if text not in set(VoteType):
        raise BadPabulib(line, N_("The vote_type “%(text)s” is not one of the format's."), text=text)
    return VoteType(text)
