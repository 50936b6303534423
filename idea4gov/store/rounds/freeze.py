"""The frozen projects of a round: the ballot paper as people read it, and its errata."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.freeze import FrozenProject
from idea4gov.store.base import table
from idea4gov.store.models import BudgetObjection, BudgetProject
from idea4gov.store.records import get_record, list_records, select_into
from idea4gov.store.rounds.hosted import HostedArea

_PROJECTS = table(BudgetProject)
_project = _PROJECTS.c


class FrozenProjectLine(NamedTuple):
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


def list_frozen_projects(db: Session, round_id: int) -> list[FrozenProjectLine]:
    """The ballot paper in its order; empty before the freeze."""
    query = (
        select_into(FrozenProjectLine, _project)
        .where(_project.round_id == round_id, _project.area_id.is_not(None))
        .order_by(_project.position)
    )
    return list_records(db, query)


def get_frozen_project(db: Session, round_id: int, project_id: int) -> FrozenProjectLine:
    """One project of a round. Raises NotFound."""
    query = select_into(FrozenProjectLine, _project)
    return get_record(db, query.where(_project.round_id == round_id, _project.id == project_id))


def add_frozen_projects(
    db: Session,
    round_id: int,
    projects: Sequence[FrozenProject],
    *,
    areas: Sequence[HostedArea],
    proposal_ids: Sequence[int],
) -> None:
    """The ballot paper. proposal_ids: of the projects, in their order."""
    area_ids = {area.position: area.id for area in areas}
    rows = [
        {
            "round_id": round_id,
            "code": project.code,
            "position": position,
            "title": project.title,
            "cost_baht": project.cost_baht,
            "attributes": {},
            "area_id": area_ids[project.area],
            "proposal_id": proposal_id,
            "category": project.category,
            "location": project.location,
            "body_html": project.description_html,
        }
        for position, (project, proposal_id) in enumerate(zip(projects, proposal_ids, strict=True), 1)
    ]
    db.execute(insert(_PROJECTS), rows)


def delete_projects(db: Session, round_id: int) -> None:
    """Take the ballot paper back, after a step back; objections stay, about the paper as a whole."""
    objection = table(BudgetObjection)
    db.execute(update(BudgetObjection).where(objection.c.round_id == round_id).values(project_id=None))
    db.execute(delete(_PROJECTS).where(_project.round_id == round_id))


def reword_project(db: Session, project_id: int, values: Mapping[str, str]) -> None:
    """Correct words of a project in preview."""
    db.execute(update(_PROJECTS).where(_project.id == project_id).values(**values))
