"""The score of each project, an exact integer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from idea4gov.domain.tally.election import Ballot, Election, VoteType
from idea4gov.domain.tally.rules import UnknownRule


@dataclass(frozen=True, slots=True)
class Score:
    """The support for a project.

    votes: number of ballots that name it. score: what it is ranked by: votes, points or Borda points.
    """

    votes: int
    score: int

    @property
    def is_support(self) -> bool:
        """Whether anybody voted for the project, and not with nothing but zero points."""
        return self.votes > 0 and self.score > 0


def _votes(ballot: Ballot) -> Iterator[tuple[str, int]]:
    return ((project_id, 1) for project_id in set(ballot.choices))


def _points(ballot: Ballot) -> Iterator[tuple[str, int]]:
    return zip(ballot.choices, ballot.points, strict=True)


def _borda(ballot: Ballot) -> Iterator[tuple[str, int]]:
    length, seen = len(ballot.choices), set[str]()
    for place, project_id in enumerate(ballot.choices):
        if project_id not in seen:
            seen.add(project_id)
            yield project_id, length - place


_MARKS: Mapping[VoteType, Callable[[Ballot], Iterator[tuple[str, int]]]] = {
    VoteType.APPROVAL: _votes,
    VoteType.CHOOSE_1: _votes,
    VoteType.CUMULATIVE: _points,
    VoteType.ORDINAL: _borda,
}


def marks_of(vote_type: VoteType, ballot: Ballot) -> Iterator[tuple[str, int]]:
    """Pairs of a project id and what this ballot gives it: one vote, points or Borda points.

    A cumulative ballot may name a project more than once. Raises UnknownRule for other types of ballots.
    """
    return _marks(vote_type)(ballot)


def _marks(vote_type: VoteType) -> Callable[[Ballot], Iterator[tuple[str, int]]]:
    if vote_type not in _MARKS:
        raise UnknownRule.of_ballots(vote_type)
    return _MARKS[vote_type]


def count_scores(election: Election) -> dict[str, Score]:
    """Count the support for every project of the election.

    Approval and choose-1 ballots give one vote to each project that they name. Cumulative ballots give their
    points. Ordinal ballots of k choices give k Borda points to the first choice and 1 to the last; the second
    mention of a project is void.
    Returns {project id: Score} in file order, with projects that have no votes. Raises UnknownRule for other
    types of ballots. Source: these weights reproduce the official scores of Kraków 2019, Saratoga 2022 and
    Zürich S5R.
    """
    votes = dict.fromkeys((project.id for project in election.projects), 0)
    scores = votes if _marks(election.vote_type) is _votes else dict(votes)
    for ballot, count in election.groups:
        for project_id in set(ballot.choices):
            votes[project_id] += count
        if scores is not votes:
            for project_id, weight in marks_of(election.vote_type, ballot):
                scores[project_id] += weight * count
    return {project_id: Score(votes[project_id], scores[project_id]) for project_id in votes}
