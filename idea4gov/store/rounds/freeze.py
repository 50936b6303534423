"""The frozen ballot paper as people read it, objections to it, and what is built of it."""

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Table, func, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.rounds.screening import Milestone
from idea4gov.store.models import BudgetMilestone, BudgetObjection, BudgetProject
from idea4gov.store.upsert import insert_into, insert_or_nothing

_PROJECTS, _OBJECTIONS = cast(Table, BudgetProject.__table__), cast(Table, BudgetObjection.__table__)
_MILESTONES = cast(Table, BudgetMilestone.__table__)
_project, _objection, _milestone = _PROJECTS.c, _OBJECTIONS.c, _MILESTONES.c
PAGE_SIZE = 50
MAX_MILESTONES = 500
_OBJECTED = select(
    _objection.id,
    _objection.stage,
    _project.title,
    _objection.body,
    _objection.created_at,
    _objection.answer,
    _objection.answered_at,
).select_from(_OBJECTIONS.outerjoin(_PROJECTS, _project.id == _objection.project_id))


class PaperLine(NamedTuple):
    """A project on the ballot paper. code: its number there. position: 1.. over the whole paper."""

    id: int
    code: str
    position: int
    title: str
    cost_baht: int
    area_id: int
    category: str
    location: str
    body_html: str
    proposal_id: int


class Objection(NamedTuple):
    """What somebody holds against paper or result; it names nobody. project_title: None for the whole."""

    id: int
    stage: str
    project_title: str | None
    body: str
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


class MilestoneCard(NamedTuple):
    """A step in the making of a project."""

    id: int
    project_id: int
    state: str
    percent_spent: int
    body: str
    created_at: datetime


def list_paper(db: Session, round_id: int) -> list[PaperLine]:
    """The ballot paper in its order; empty before the freeze."""
    query = (
        select(*(_project[name] for name in PaperLine._fields))
        .where(_project.round_id == round_id, _project.area_id.is_not(None))
        .order_by(_project.position)
    )
    return [PaperLine._make(row) for row in db.execute(query)]


def get_paper_line(db: Session, round_id: int, project_id: int) -> PaperLine:
    """One project of a round. Raises NotFound."""
    query = select(*(_project[name] for name in PaperLine._fields))
    row = db.execute(query.where(_project.round_id == round_id, _project.id == project_id)).one_or_none()
    if row is None:
        raise NotFound()
    return PaperLine._make(row)


def add_objection(
    db: Session,
    round_id: int,
    *,
    stage: str,
    person_id: int,
    account_id: int,
    project_id: int | None,
    body: str,
    now: datetime,
) -> bool:
    """Keep an objection. False when this person has objected at this stage already.

    Raises IntegrityError for a project of another round.
    """
    return insert_or_nothing(
        db,
        _OBJECTIONS,
        round_id=round_id,
        stage=stage,
        person_id=person_id,
        account_id=account_id,
        project_id=project_id,
        body=body,
        created_at=now,
    )


def has_objected(db: Session, round_id: int, *, stage: str, person_id: int) -> bool:
    """Whether this person has objected at this stage."""
    query = select(_objection.id).where(
        _objection.round_id == round_id, _objection.stage == stage, _objection.person_id == person_id
    )
    return db.execute(query).one_or_none() is not None


def list_objections(
    db: Session,
    round_id: int,
    *,
    answered: bool | None = None,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Objection]:
    """Objections, newest first: all, or those answered or not."""
    query = _OBJECTED.where(_objection.round_id == round_id)
    if answered is not None:
        query = query.where(
            _objection.answered_at.is_not(None) if answered else _objection.answered_at.is_(None)
        )
    if before_id is not None:
        query = query.where(_objection.id < before_id)
    return [Objection._make(row) for row in db.execute(query.order_by(_objection.id.desc()).limit(limit))]


def get_objection(db: Session, round_id: int, objection_id: int) -> Objection:
    """One objection of a round. Raises NotFound."""
    query = _OBJECTED.where(_objection.round_id == round_id, _objection.id == objection_id)
    row = db.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return Objection._make(row)


def count_unanswered(db: Session, round_id: int, stage: str) -> int:
    """How many objections of a stage wait for an answer."""
    query = select(func.count()).where(
        _objection.round_id == round_id, _objection.stage == stage, _objection.answered_at.is_(None)
    )
    return db.scalar(query) or 0


def answer_objection(
    db: Session, objection_id: int, *, answer: str, answered_by_id: int, now: datetime
) -> bool:
    """Answer an objection. False when somebody has."""
    changed = db.execute(
        update(_OBJECTIONS)
        .where(_objection.id == objection_id, _objection.answered_at.is_(None))
        .values(answer=answer, answered_by_id=answered_by_id, answered_at=now)
    )
    return cast("CursorResult[Any]", changed).rowcount == 1


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
    """Keep a milestone. Returns its id; None when this sending of the form wrote it already."""
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
        select(*(_milestone[name] for name in MilestoneCard._fields))
        .join_from(_MILESTONES, _PROJECTS, _project.id == _milestone.project_id)
        .where(_project.proposal_id == proposal_id)
        .order_by(_milestone.id.desc())
        .limit(PAGE_SIZE)
    )
    return [MilestoneCard._make(row) for row in db.execute(query)]


def list_milestones(db: Session, round_id: int) -> list[MilestoneCard]:
    """The milestones of a round, newest first, the last MAX_MILESTONES."""
    query = (
        select(*(_milestone[name] for name in MilestoneCard._fields))
        .where(_milestone.round_id == round_id)
        .order_by(_milestone.id.desc())
        .limit(MAX_MILESTONES)
    )
    return [MilestoneCard._make(row) for row in db.execute(query)]
