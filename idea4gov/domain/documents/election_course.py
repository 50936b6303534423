"""The data of the report of a budget round, in addition to its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.documents.election import Election


@dataclass(frozen=True)
class AreaCount:
    """The count of an area.

    budget, spent: in the currency of the round. ballots: those that mark a project in it.
    """

    code: str
    name: str
    budget: int
    spent: int
    ballots: int


@dataclass(frozen=True)
class TieText:
    """Tied projects.

    titles: in the order of the tie-break. decides: whether the tie decides who is funded.
    """

    score: int
    titles: tuple[str, ...]
    decides: bool


@dataclass(frozen=True)
class AnsweredObjection:
    """An objection to the list of projects, or a contest of the result, with its answer.

    project: title of the project that it is about, or None.
    """

    is_contest: bool
    project: str | None
    body: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True)
class DrawText:
    """A public draw.

    before, reason: if it was corrected, the first entry and why it was wrong; otherwise None.
    """

    words: str
    occasion: str
    witnesses: str
    before: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Course:
    """The course of a round that was run here.

    voters: the eligible people, in words. proposing, voting: first and last day. feasible, refused, merged:
    numbers of proposals. online, paper: numbers of voters on the roll. unanswered: number of objections.
    frozen_digest: of the rules and the list of projects.
    """

    voters: str
    minimum_age: int | None
    proposing: tuple[datetime, datetime]
    voting: tuple[datetime, datetime]
    feasible: int
    refused: int
    merged: int
    online: int
    paper: int
    objections: Sequence[AnsweredObjection]
    unanswered: int
    draw: DrawText | None
    frozen_digest: str


@dataclass(frozen=True)
class ElectionReport:
    """The data of the report of a round. course: None if the round was run elsewhere.

    categories: {code of a project: category}. seed: the tie-break seed, or None. served: number of voters who
    marked at least one funded project, or None if not known.
    """

    election: Election
    areas: Sequence[AreaCount]
    categories: Mapping[str, str]
    ties: Sequence[TieText]
    seed: str | None
    served: int | None
    outcome_digest: str | None
    course: Course | None
