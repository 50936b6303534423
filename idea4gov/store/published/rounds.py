"""Budget rounds whose result anyone may see, and their projects."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.domain.rounds import PUBLISHED_PHASES
from idea4gov.store.models import Board, BudgetProject, BudgetResult, BudgetResultLine, BudgetRound
from idea4gov.store.published.source import Source

_round, _board, _project = BudgetRound.__table__.c, Board.__table__.c, BudgetProject.__table__.c
_result, _line = BudgetResult.__table__.c, BudgetResultLine.__table__.c
_PUBLISHED = _round.phase.in_(PUBLISHED_PHASES)

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
        _round.ballot_count,
        _round.digest,
        _result.spent_baht.label("spent"),
        _result.counted_at,
    )
    .select_from(
        BudgetRound.__table__.join(Board.__table__, _board.id == _round.board_id).outerjoin(
            BudgetResult.__table__, _result.round_id == _round.board_id
        )
    )
    .where(_PUBLISHED),
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
        _line.votes,
        _line.score,
        _line.fate,
        (_line.fate == "funded").label("is_funded"),
    )
    .select_from(
        BudgetProject.__table__.join(BudgetRound.__table__, _round.board_id == _project.round_id).outerjoin(
            BudgetResultLine.__table__, _line.project_id == _project.id
        )
    )
    .where(_PUBLISHED),
    (_project.round_id, _project.position),
    {"round": lambda round_id: _project.round_id == round_id},
)


def list_urns(db: Session, *, limit: int) -> list[dict[str, Any]]:
    """The newest rounds of ROUNDS, whose sealed ballots anyone may download."""
    rows = db.execute(ROUNDS.rows.order_by(_board.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]
