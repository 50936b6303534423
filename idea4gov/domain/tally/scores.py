"""The score of each project, an exact integer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from idea4gov.domain.tally.election import Ballot, Election, Exact, VoteType


@dataclass(frozen=True, slots=True)
class Score:
    """The support for a project.

    votes: number of ballots that name it. score: what it is ranked by: votes, points or Borda points.
    """

    votes: int
    score: Exact

    @property
    def is_support(self) -> bool:
        """Whether anybody voted for the project, and not with nothing but zero points."""
        return self.votes > 0 and self.score > 0


def _votes(ballot: Ballot) -> Iterator[tuple[str, Exact]]:
    return ((project_id, 1) for project_id in set(ballot.choices))


def _points(ballot: Ballot) -> Iterator[tuple[str, Exact]]:
    return zip(ballot.choices, ballot.points, strict=True)


def _borda(ballot: Ballot) -> Iterator[tuple[str, Exact]]:
    length, seen = len(ballot.choices), set[str]()
    for place, project_id in enumerate(ballot.choices):
        if project_id not in seen:
            seen.add(project_id)
            yield project_id, length - place


_MARKS: Mapping[VoteType, Callable[[Ballot], Iterator[tuple[str, Exact]]]] = {
    VoteType.APPROVAL: _votes,
    VoteType.CHOOSE_1: _votes,
    VoteType.CUMULATIVE: _points,
    VoteType.ORDINAL: _borda,
    VoteType.SCORING: _points,
}


def marks_of(vote_type: VoteType, ballot: Ballot) -> Iterator[tuple[str, Exact]]:
    """Pairs of a project id and what this ballot gives it: one vote, points or Borda points.

    A ballot with points may name a project more than once.
    """
    return _MARKS[vote_type](ballot)


def count_scores(election: Election) -> dict[str, Score]:
    """Count the support for every project of the election.

    Approval and choose-1 ballots give one vote to each project that they name. Cumulative and scoring ballots
    give their points, and the latter the default score to each project that they do not name. Ordinal ballots
    of k choices give k Borda points to the first choice and 1 to the last; the second mention of a project is
    void.
    Returns {project id: Score} in file order, with projects that have no votes. Source: these weights
    reproduce the official scores of Kraków 2019, Saratoga 2022 and Zürich S5R.
    """
    votes = dict.fromkeys((project.id for project in election.projects), 0)
    is_by_votes = _MARKS[election.vote_type] is _votes
    scores: dict[str, Exact] = dict.fromkeys(votes, 0)
    for ballot, count in election.groups:
        for project_id in set(ballot.choices):
            votes[project_id] += count
        if not is_by_votes:
            for project_id, weight in marks_of(election.vote_type, ballot):
                scores[project_id] += weight * count
    if election.default_score:
        for project_id, named in votes.items():
            scores[project_id] += election.default_score * (election.ballot_count - named)
    return {one: Score(votes[one], votes[one] if is_by_votes else scores[one]) for one in votes}
