"""The budget rounds that a proposal of a discussion was brought into, and its state in each."""

from typing import NamedTuple

from sqlalchemy import and_
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.tally.outcome import Fate
from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetProject, BudgetResultLine, BudgetRound, ProposalReview
from idea4gov.store.records import list_records, select_into

_REVIEWS, _ROUNDS = table(ProposalReview), table(BudgetRound)
_PROJECTS, _LINES = table(BudgetProject), table(BudgetResultLine)
_BOARDS = table(Board)
_review, _project, _line = _REVIEWS.c, _PROJECTS.c, _LINES.c
MAX_ROUNDS = 20


class InRound(NamedTuple):
    """A proposal in a round. project_id, cost_baht: once it is on the ballot paper. fate: once counted."""

    round_id: int
    title: str
    fiscal_year: int
    phase: Phase
    is_cancelled: bool
    project_id: int | None
    cost_baht: int | None
    fate: Fate | None

    @property
    def stands(self) -> str:
        """reviewed, left_out, on_paper, funded or not_funded."""
        if self.fate is not None:
            return "funded" if self.fate.is_funded else "not_funded"
        if self.project_id is not None:
            return "on_paper"
        return "reviewed" if self.phase in ("draft", "collecting", "reviewing") else "left_out"


def list_rounds_of(db: Session, proposal_id: int) -> list[InRound]:
    """The published rounds that a proposal is in, newest first, with what became of it."""
    query = (
        select_into(
            InRound,
            _ROUNDS.c,
            round_id=_REVIEWS.c.round_id,
            title=_BOARDS.c.title,
            is_cancelled=_ROUNDS.c.cancelled_at.is_not(None),
            project_id=_project.id,
            cost_baht=_project.cost_baht,
            fate=_line.fate,
        )
        .join_from(_REVIEWS, _ROUNDS, _ROUNDS.c.board_id == _review.round_id)
        .join(_BOARDS, _BOARDS.c.id == _review.round_id)
        .outerjoin(
            _PROJECTS,
            and_(_project.round_id == _review.round_id, _project.proposal_id == _review.proposal_id),
        )
        .outerjoin(_LINES, and_(_line.round_id == _project.round_id, _line.project_id == _project.id))
        .where(_review.proposal_id == proposal_id, _ROUNDS.c.published_at.is_not(None))
        .order_by(_review.round_id.desc())
        .limit(MAX_ROUNDS)
    )
    return [one._replace(fate=one.fate and Fate(one.fate)) for one in list_records(db, query)]
