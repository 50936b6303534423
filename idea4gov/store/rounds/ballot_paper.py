"""The ballot paper of a round that is held here."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotPaper, BallotProject
from idea4gov.domain.errors import NotFound
from idea4gov.store.base import table
from idea4gov.store.models import BudgetArea, BudgetIncompatible, BudgetProject, BudgetRound
from idea4gov.store.records import list_records, select_into

_round, _area, _project = table(BudgetRound).c, table(BudgetArea).c, table(BudgetProject).c
# Made once, and of tables: every ballot reads them.
_LIMITS = select(
    _round.ballot_mode,
    _round.min_projects,
    _round.max_projects,
    _round.points_total,
    _round.points_per_project,
).where(_round.board_id == bindparam("round"), _round.frozen_digest.is_not(None))
_AREAS = (
    select(_area.id, _area.name_th, _area.name_en, _area.budget_baht)
    .where(_area.round_id == bindparam("round"))
    .order_by(_area.position)
)
_PROJECTS = (
    select_into(BallotProject, _project)
    .where(_project.round_id == bindparam("round"))
    .order_by(_project.position)
)

_one, _other = table(BudgetProject).alias("one"), table(BudgetProject).alias("other")
_pair = table(BudgetIncompatible).c
_EXCLUDING = (
    select(_one.c.id.label("one"), _other.c.id.label("other"))
    .where(
        _pair.round_id == bindparam("round"),
        _one.c.round_id == _pair.round_id,
        _one.c.proposal_id == _pair.first_proposal_id,
        _other.c.round_id == _pair.round_id,
        _other.c.proposal_id == _pair.second_proposal_id,
    )
    .order_by(_one.c.position, _other.c.position)
)


def get_ballot_paper(db: Session, round_id: int, *, language: str = "th") -> BallotPaper:
    """The frozen paper, in four queries. Raises NotFound for a round without one (an imported one, too)."""
    found = db.execute(_LIMITS, {"round": round_id}).one_or_none()
    if found is None or found.ballot_mode is None:
        raise NotFound()
    return BallotPaper(
        mode=found.ballot_mode,
        areas=_areas(db, round_id, language),
        projects=_projects(db, round_id),
        min_choices=found.min_projects or 1,
        max_choices=found.max_projects,
        points_total=found.points_total or 0,
        points_each=found.points_per_project or 0,
        excluding=_excluding(db, round_id),
    )


def _areas(db: Session, round_id: int, language: str) -> tuple[BallotArea, ...]:
    rows = db.execute(_AREAS, {"round": round_id}).all()
    return tuple(
        BallotArea(row.id, (language == "en" and row.name_en) or row.name_th, row.budget_baht) for row in rows
    )


def _projects(db: Session, round_id: int) -> tuple[BallotProject, ...]:
    return tuple(list_records(db, _PROJECTS, {"round": round_id}))


def _excluding(db: Session, round_id: int) -> tuple[tuple[int, int], ...]:
    return tuple((row.one, row.other) for row in db.execute(_EXCLUDING, {"round": round_id}))
