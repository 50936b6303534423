"""From ballots to a number for each project. Exact integers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from idea4gov.domain.tally.election import Ballot, Election, VoteType
from idea4gov.domain.tally.rules import UnknownRule


@dataclass(frozen=True, slots=True)
class Score:
    """votes: ballots that name the project. score: what it is ranked by (votes, points or Borda points)."""

    votes: int
    score: int


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
    """(project, what this ballot gives it): a vote, points or Borda points. Raises UnknownRule."""
    return _marks(vote_type)(ballot)


def _marks(vote_type: VoteType) -> Callable[[Ballot], Iterator[tuple[str, int]]]:
    if vote_type not in _MARKS:
        raise UnknownRule.of_ballots(vote_type)
    return _MARKS[vote_type]


def count_scores(election: Election) -> dict[str, Score]:
    """Count every project of the election, those without a vote too.

    Approval and choose-1: one for each ballot, even where it names the project twice. Cumulative: the
    points, added up. Ordinal: Borda by the length of the ballot, the first of k gets k and the last gets 1;
    a second mention is void. Returns {project id: Score} in file order. Raises UnknownRule for ballots of
    another type. Source: these weights give the stated scores of Kraków 2019, Saratoga 2022 and Zürich S5R.
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
