"""Reading rounds: lists, one round with its place, and its projects."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.domain.pabulib.document import Head
from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.phases import Phase, RoundSource
from idea4gov.domain.tally.election import Project
from idea4gov.store.models import Board, BudgetProject, BudgetRound, LocalGovernment, Province
from idea4gov.store.records import get_record, list_records, select_into

PAGE = 50


class RoundCard(NamedTuple):
    """A round in a list. id: of the board, too."""

    id: int
    title: str
    local_government_code: str
    local_government_name_th: str
    local_government_name_en: str
    rule: str
    phase: Phase
    ballot_count: int | None
    digest: str | None


class Round(NamedTuple):
    """A round with its place. meta_pairs, project_columns, vote_columns: as in the file.

    Amounts are in the currency that META names.
    """

    id: int
    title: str
    province_code: str
    province_name_th: str
    province_name_en: str
    local_government_code: str
    local_government_name_th: str
    local_government_name_en: str
    fiscal_year: int | None
    budget_baht: int
    vote_type: str
    rule: str
    phase: Phase
    source: RoundSource
    meta_pairs: list[list[str]]
    project_columns: list[str]
    vote_columns: list[str]
    digest: str | None
    ballot_count: int | None
    imported_at: datetime | None

    @property
    def meta(self) -> dict[str, str]:
        """The META section, in file order."""
        return {pair[0]: pair[1] for pair in self.meta_pairs}

    @property
    def place(self) -> Place:
        """The local government that holds the round."""
        return Place(self.province_code, self.local_government_code)

    def head(self, projects: list["ProjectCard"]) -> Head:
        """The head of the `.pb` file: everything before the first ballot. projects: of list_projects."""
        listed = tuple(card.project for card in projects)
        return Head(self.meta, listed, tuple(self.project_columns), tuple(self.vote_columns))


class ProjectCard(NamedTuple):
    """A project on the ballot paper. code: its id in the file."""

    code: str
    title: str
    cost_baht: int
    attributes: dict[str, Any]

    @property
    def project(self) -> Project:
        """The project as a tally knows it."""
        return Project(self.code, self.cost_baht, self.attributes)


_ROUND = (
    Board.id,
    Board.title,
    Board.province_code,
    Province.name_th,
    Province.name_en,
    LocalGovernment.code,
    LocalGovernment.name_th,
    LocalGovernment.name_en,
    BudgetRound.fiscal_year,
    BudgetRound.budget_baht,
    BudgetRound.vote_type,
    BudgetRound.rule,
    BudgetRound.phase,
    BudgetRound.source,
    BudgetRound.meta,
    BudgetRound.project_columns,
    BudgetRound.vote_columns,
    BudgetRound.digest,
    BudgetRound.ballot_count,
    BudgetRound.imported_at,
)


def get_round(db: Session, round_id: int) -> Round:
    """The round of a board. Raises NotFound."""
    query = (
        select_into(
            Round,
            id=Board.id,
            title=Board.title,
            province_code=Board.province_code,
            province_name_th=Province.name_th,
            province_name_en=Province.name_en,
            local_government_code=LocalGovernment.code,
            local_government_name_th=LocalGovernment.name_th,
            local_government_name_en=LocalGovernment.name_en,
            fiscal_year=BudgetRound.fiscal_year,
            budget_baht=BudgetRound.budget_baht,
            vote_type=BudgetRound.vote_type,
            rule=BudgetRound.rule,
            phase=BudgetRound.phase,
            source=BudgetRound.source,
            meta_pairs=BudgetRound.meta,
            project_columns=BudgetRound.project_columns,
            vote_columns=BudgetRound.vote_columns,
            digest=BudgetRound.digest,
            ballot_count=BudgetRound.ballot_count,
            imported_at=BudgetRound.imported_at,
        )
        .select_from(BudgetRound)
        .join(Board, Board.id == BudgetRound.board_id)
        .join(Province, Province.code == Board.province_code)
        .join(LocalGovernment, LocalGovernment.code == BudgetRound.local_government_code)
        .where(BudgetRound.board_id == round_id)
    )
    return get_record(db, query)


def find_imported(db: Session, local_government_code: str, digest: str) -> int | None:
    """The round of a local government with this digest, or None; imported ones before those held here."""
    query = select(BudgetRound.board_id).where(
        BudgetRound.local_government_code == local_government_code, BudgetRound.digest == digest
    )
    return db.scalar(query.order_by(BudgetRound.source.desc(), BudgetRound.board_id).limit(1))


def list_rounds(db: Session, *, after_id: int = 0, limit: int = PAGE) -> list[RoundCard]:
    """Rounds by number, those above `after_id`."""
    query = (
        select_into(
            RoundCard,
            id=BudgetRound.board_id,
            title=Board.title,
            local_government_code=LocalGovernment.code,
            local_government_name_th=LocalGovernment.name_th,
            local_government_name_en=LocalGovernment.name_en,
            rule=BudgetRound.rule,
            phase=BudgetRound.phase,
            ballot_count=BudgetRound.ballot_count,
            digest=BudgetRound.digest,
        )
        .join(Board, Board.id == BudgetRound.board_id)
        .join(LocalGovernment, LocalGovernment.code == BudgetRound.local_government_code)
        .where(BudgetRound.board_id > after_id)
        .order_by(BudgetRound.board_id)
        .limit(limit)
    )
    return list_records(db, query)


def list_projects(db: Session, round_id: int) -> list[ProjectCard]:
    """Every project of a round, in file order."""
    query = (
        select_into(
            ProjectCard,
            code=BudgetProject.code,
            title=BudgetProject.title,
            cost_baht=BudgetProject.cost_baht,
            attributes=BudgetProject.attributes,
        )
        .where(BudgetProject.round_id == round_id)
        .order_by(BudgetProject.position)
    )
    return list_records(db, query)
