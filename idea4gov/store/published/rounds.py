"""Announced budget rounds and their projects; votes and results once anyone may see them."""

from typing import Any

from sqlalchemy import ColumnElement, Label, case, select
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.domain.tally.outcome import Fate
from idea4gov.store.base import table
from idea4gov.store.models import (
    Board,
    BudgetMilestone,
    BudgetProject,
    BudgetResult,
    BudgetResultLine,
    BudgetRound,
)
from idea4gov.store.published.source import Source

_round, _board, _project = table(BudgetRound).c, table(Board).c, table(BudgetProject).c
_result, _line = table(BudgetResult).c, table(BudgetResultLine).c
_milestone = table(BudgetMilestone).c
_FUNDED = [fate.value for fate in Fate if fate.is_funded]
_ANNOUNCED = _round.phase != "draft"
_PUBLISHED = _round.phase.in_(PUBLISHED_PHASES)


def _once_published(column: ColumnElement[Any]) -> Label[Any]:
    """The column once the result is published, NULL before."""
    return case((_PUBLISHED, column)).label(column.key)


ROUNDS = Source(
    select(
        _board.id,
        _board.title,
        _board.province_code,
        _round.local_government_code,
        _round.fiscal_year,
        _round.budget_baht.label("budget"),
        _round.meta,
        _round.vote_type,
        _round.rule,
        _round.phase,
        _round.source,
        _once_published(_round.ballot_count),
        _once_published(_round.digest),
        case((_PUBLISHED, _result.spent_baht)).label("spent"),
        _once_published(_result.counted_at),
        _round.cancelled_at,
    )
    .select_from(
        table(BudgetRound)
        .join(table(Board), _board.id == _round.board_id)
        .outerjoin(table(BudgetResult), _result.round_id == _round.board_id)
    )
    .where(_ANNOUNCED),
    (_board.id,),
    {
        "province": lambda code: _board.province_code == code,
        "local_government": lambda code: _round.local_government_code == code,
        "fiscal_year": lambda year: _round.fiscal_year == year,
        "phase": lambda phase: _round.phase == phase,
    },
)
PROJECTS = Source(
    select(
        _project.round_id,
        _project.position,
        _project.code,
        _project.title,
        _project.cost_baht.label("cost"),
        _once_published(_line.votes),
        _once_published(_line.score),
        _once_published(_line.fate),
        case((_PUBLISHED, _line.fate.in_(_FUNDED))).label("is_funded"),
    )
    .select_from(
        table(BudgetProject)
        .join(table(BudgetRound), _round.board_id == _project.round_id)
        .outerjoin(table(BudgetResultLine), _line.project_id == _project.id)
    )
    .where(_ANNOUNCED),
    (_project.round_id, _project.position),
    {"round": lambda round_id: _project.round_id == round_id},
)
MILESTONES = Source(
    select(
        _milestone.id,
        _milestone.round_id,
        _project.code.label("project_code"),
        _milestone.state,
        _milestone.percent_spent,
        _milestone.body,
        _milestone.created_at,
    )
    .select_from(
        table(BudgetMilestone)
        .join(table(BudgetProject), _project.id == _milestone.project_id)
        .join(table(BudgetRound), _round.board_id == _milestone.round_id)
    )
    .where(_PUBLISHED),
    (_milestone.id,),
    {"round": lambda round_id: _milestone.round_id == round_id},
)


def find_newest_milestone(db: Session, round_id: int, project_code: str) -> dict[str, Any] | None:
    """What was reported last of a project, as a row of MILESTONES."""
    chosen = MILESTONES.rows.where(_milestone.round_id == round_id, _project.code == project_code)
    row = db.execute(chosen.order_by(_milestone.id.desc()).limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def list_urns(db: Session, *, limit: int) -> list[dict[str, Any]]:
    """The newest rounds of ROUNDS, whose sealed ballots anyone may download."""
    rows = db.execute(ROUNDS.rows.where(_PUBLISHED).order_by(_board.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]
