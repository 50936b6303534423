"""The content of a `.pb` file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from idea4gov.domain.errors import N_
from idea4gov.domain.numbers import whole_part
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election


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

    meta: {key: value} of the META section, as text, in file order. project_columns, vote_columns: all column
    names of the sections PROJECTS and VOTES, in file order.
    """

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    project_columns: tuple[str, ...]
    vote_columns: tuple[str, ...]

    @property
    def budget(self) -> int:
        """Budget in whole units of the currency.

        Decimals are dropped: costs are whole, so they cannot be spent.
        """
        return budget_of(self.meta)

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
        return election_from(self.head.meta, self.head.projects, counted)


def election_from(
    meta: Mapping[str, str], projects: Iterable[Project], counted: Iterable[tuple[Ballot, int]]
) -> Election:
    """Build an election from the parts of a file.

    meta: the META section. projects: in file order. counted: pairs of a ballot and how many voters cast it.
    Raises BadPabulib when META states no valid budget or no known type of ballots.
    """
    return build_election(
        vote_type=vote_type_of(meta), budget=budget_of(meta), projects=projects, counted=counted
    )


def budget_of(meta: Mapping[str, str], line: int = 1) -> int:
    """The budget that META states, in whole units. line: where errors are reported. Raises BadPabulib."""
    if "budget" not in meta:
        raise BadPabulib(line, N_("META states no budget."))
    budget = whole_part(meta["budget"])
    if budget is None:
        raise BadPabulib(
            line, N_("The budget “%(text)s” is not a number from 0 to 10^15."), text=meta["budget"]
        )
    return budget


def vote_type_of(meta: Mapping[str, str], line: int = 1) -> VoteType:
    """The type of the ballots that META states. line: where errors are reported. Raises BadPabulib."""
    text = meta.get("vote_type", "").strip()
    if text not in set(VoteType):
        raise BadPabulib(line, N_("The vote_type “%(text)s” is not one of the format's."), text=text)
    return VoteType(text)
