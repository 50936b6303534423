"""Milestones: what officials reported about the making of funded projects."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.rounds.milestones import Milestone, MilestoneState
from idea4gov.store.base import table
from idea4gov.store.models import BudgetMilestone, BudgetProject
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_into

_PROJECTS, _MILESTONES = table(BudgetProject), table(BudgetMilestone)
_project, _milestone = _PROJECTS.c, _MILESTONES.c
PAGE_SIZE = 50
MAX_MILESTONES = 500


class MilestoneCard(NamedTuple):
    """A step in the making of a project."""

    id: int
    project_id: int
    state: MilestoneState
    percent_spent: int
    body: str
    created_at: datetime


def add_milestone(
    db: Session,
    round_id: int,
    project_id: int,
    milestone: Milestone,
    *,
    author_id: int,
    form_key: str | None,
    now: datetime,
) -> int | None:
    """Add a milestone. Returns its id; None when this sending of the form added it already."""
    statement = (
        insert_into(db, _MILESTONES)
        .values(
            round_id=round_id,
            project_id=project_id,
            state=milestone.state,
            percent_spent=milestone.percent_spent,
            body=milestone.body,
            author_id=author_id,
            form_key=form_key,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(_milestone.id)
    )
    return db.execute(statement).scalar_one_or_none()


def list_milestones_of_proposal(db: Session, proposal_id: int) -> list[MilestoneCard]:
    """What was reported of the projects that a proposal became, one in each round, newest first."""
    query = (
        select_into(MilestoneCard, _milestone)
        .join_from(_MILESTONES, _PROJECTS, _project.id == _milestone.project_id)
        .where(_project.proposal_id == proposal_id)
        .order_by(_milestone.id.desc())
        .limit(PAGE_SIZE)
    )
    return list_records(db, query)


def list_milestones(db: Session, round_id: int) -> list[MilestoneCard]:
    """The milestones of a round, newest first, the last MAX_MILESTONES."""
    query = (
        select_into(MilestoneCard, _milestone)
        .where(_milestone.round_id == round_id)
        .order_by(_milestone.id.desc())
        .limit(MAX_MILESTONES)
    )
    return list_records(db, query)
