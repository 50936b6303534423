"""The ballot paper of a round that is held here."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.domain.ballots import Mode, Paper, PaperArea, PaperProject
from idea4gov.domain.errors import NotFound
from idea4gov.store.models.held_rounds import BudgetArea
from idea4gov.store.models.rounds import BudgetProject, BudgetRound


def get_paper(db: Session, round_id: int, *, language: str = "th") -> Paper:
    """The frozen paper, in three queries. Raises NotFound for a round without one (an imported one, too)."""
    found = db.execute(
        select(
            BudgetRound.ballot_mode,
            BudgetRound.min_projects,
            BudgetRound.max_projects,
            BudgetRound.points_total,
            BudgetRound.points_per_project,
        ).where(BudgetRound.board_id == round_id, BudgetRound.frozen_digest.is_not(None))
    ).one_or_none()
    if found is None or found.ballot_mode is None:
        raise NotFound()
    return Paper(
        mode=Mode(found.ballot_mode),
        areas=_areas(db, round_id, language),
        projects=_projects(db, round_id),
        min_choices=found.min_projects or 1,
        max_choices=found.max_projects,
        points_total=found.points_total or 0,
        points_each=found.points_per_project or 0,
    )


def _areas(db: Session, round_id: int, language: str) -> tuple[PaperArea, ...]:
    rows = db.execute(
        select(BudgetArea.id, BudgetArea.name_th, BudgetArea.name_en, BudgetArea.budget_baht)
        .where(BudgetArea.round_id == round_id)
        .order_by(BudgetArea.position)
    )
    return tuple(
        PaperArea(row.id, (language == "en" and row.name_en) or row.name_th, row.budget_baht) for row in rows
    )


def _projects(db: Session, round_id: int) -> tuple[PaperProject, ...]:
    rows = db.execute(
        select(
            BudgetProject.id,
            BudgetProject.code,
            BudgetProject.area_id,
            BudgetProject.title,
            BudgetProject.cost_baht,
            BudgetProject.category,
            BudgetProject.location,
            BudgetProject.body_html,
        )
        .where(BudgetProject.round_id == round_id)
        .order_by(BudgetProject.position)
    )
    return tuple(PaperProject._make(row) for row in rows)
