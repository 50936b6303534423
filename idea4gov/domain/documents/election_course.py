"""What the report of a budget round is written from, besides its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from idea4gov.domain.documents.election import Election


@dataclass(frozen=True)
class AreaCount:
    """What an area was counted to. ballots: those with a mark in it."""

    code: str
    name: str
    budget: int
    spent: int
    ballots: int


@dataclass(frozen=True)
class TieText:
    """Projects that were level. titles: from first to last."""

    score: int
    titles: tuple[str, ...]
    decides: bool


@dataclass(frozen=True)
class AnsweredObjection:
    """An objection to the ballot paper, or a contest of the result, with its answer."""

    is_contest: bool
    project: str | None
    body: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True)
class DrawText:
    """A public draw. before, reason: where it was corrected, the first entry and why it was wrong."""

    words: str
    occasion: str
    witnesses: str
    before: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Course:
    """How a round that was held here went. Days: the first and the last of proposing and of voting.

    voters: whom it asked, in words. feasible, refused, merged: what was decided on proposals. online, paper:
    voters on the roll.
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
class Report:
    """What the report of a round is written from. course: None where the round was held elsewhere.

    categories: {code of a project: category}. served: voters with a funded project of theirs, or None.
    """

    election: Election
    areas: Sequence[AreaCount]
    categories: Mapping[str, str]
    ties: Sequence[TieText]
    seed: str | None
    served: int | None
    outcome_digest: str | None
    course: Course | None
