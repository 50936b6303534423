"""Objections to the ballot paper and contests of the result."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.objections import ObjectionStage
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import BudgetObjection, BudgetProject
from idea4gov.store.records import get_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

_PROJECTS, _OBJECTIONS = table(BudgetProject), table(BudgetObjection)
_project, _objection = _PROJECTS.c, _OBJECTIONS.c
PAGE_SIZE = 50


class Objection(NamedTuple):
    """An objection, without its author. project_title: None where it is about the whole paper or result."""

    id: int
    stage: ObjectionStage
    project_title: str | None
    body: str
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


_OBJECTED = select_into(Objection, _objection, project_title=_project.title).select_from(
    _OBJECTIONS.outerjoin(_PROJECTS, _project.id == _objection.project_id)
)


def add_objection(
    db: Session,
    round_id: int,
    *,
    stage: ObjectionStage,
    person_id: int,
    account_id: int,
    project_id: int | None,
    body: str,
    now: datetime,
) -> bool:
    """Add an objection. False when this person has objected at this stage already.

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


def has_objected(db: Session, round_id: int, *, stage: ObjectionStage, person_id: int) -> bool:
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
    return list_records(db, query.order_by(_objection.id.desc()).limit(limit))


def get_objection(db: Session, round_id: int, objection_id: int) -> Objection:
    """One objection of a round. Raises NotFound."""
    query = _OBJECTED.where(_objection.round_id == round_id, _objection.id == objection_id)
    return get_record(db, query)


def count_unanswered(db: Session, round_id: int, stage: ObjectionStage) -> int:
    """How many objections of a stage wait for an answer."""
    query = select(func.count()).where(
        _objection.round_id == round_id, _objection.stage == stage, _objection.answered_at.is_(None)
    )
    return db.scalar(query) or 0


def answer_objection(
    db: Session, objection_id: int, *, answer: str, answered_by_id: int, now: datetime
) -> bool:
    """Answer an objection. False when it has an answer."""
    changed = db.execute(
        update(_OBJECTIONS)
        .where(_objection.id == objection_id, _objection.answered_at.is_(None))
        .values(answer=answer, answered_by_id=answered_by_id, answered_at=now)
    )
    return rowcount(changed) == 1
