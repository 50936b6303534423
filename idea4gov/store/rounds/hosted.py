"""Reading rounds that are held here: one with its place and rules, its areas, and those of an official."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.ballots.eligibility import EligibleScope
from idea4gov.domain.boards import BoardState
from idea4gov.domain.identity.doors import Door, in_order
from idea4gov.domain.permissions import Grant, Place
from idea4gov.domain.rounds.drafts import RuleName
from idea4gov.domain.rounds.draw import draw_ends_at
from idea4gov.domain.rounds.large_urns import Progress
from idea4gov.domain.rounds.phases import Facts, Phase, RoundClock, phase_shown
from idea4gov.domain.rounds.receipts import ReceiptKind
from idea4gov.store.base import table
from idea4gov.store.boards.writing import lock_for_count
from idea4gov.store.models import (
    Board,
    BudgetArea,
    BudgetRound,
    LocalGovernment,
    LocalGovernmentSubdistrict,
    Province,
    RoundDoor,
    RoundSubdistrict,
    Subdistrict,
)
from idea4gov.store.records import Record, RecordSelect, find_record, get_record, list_records, select_into
from idea4gov.store.scopes import in_scope

ROUNDS = table(BudgetRound)
_board, _round = table(Board).c, ROUNDS.c
_province, _local = table(Province).c, table(LocalGovernment).c
_area, _subdistrict = table(BudgetArea).c, table(Subdistrict).c
_door = table(RoundDoor).c
MAX_SUBDISTRICTS = 400
MAX_AREAS = 100
_NO_FACTS = Facts()


class HostedRound(NamedTuple):
    """A round that is held here. id: also of its board. phase: as recorded; pages show that of at().

    door_names: of its doors, with commas between them.
    """

    id: int
    title: str
    body: str
    body_html: str
    board_state: BoardState
    created_at: datetime
    province_code: str
    province_name_th: str
    province_name_en: str
    local_government_code: str
    local_government_name_th: str
    local_government_name_en: str
    fiscal_year: int
    budget_baht: int
    vote_type: str
    rule: RuleName
    rule_options: dict[str, Any]
    ballot_mode: BallotMode
    min_projects: int | None
    max_projects: int | None
    points_total: int | None
    points_per_project: int | None
    eligible_scope: EligibleScope
    minimum_age: int | None
    is_draw_planned: bool
    is_binding: bool
    receipt_kind: ReceiptKind
    door_names: str
    phase: Phase
    published_at: datetime | None
    collecting_at: datetime | None
    reviewing_at: datetime | None
    preview_at: datetime | None
    voting_at: datetime | None
    counting_at: datetime | None
    provisional_at: datetime | None
    final_at: datetime | None
    suspended_at: datetime | None
    suspended_reason: str | None
    cancelled_at: datetime | None
    cancelled_reason: str | None
    frozen_digest: str | None
    frozen_at: datetime | None
    tie_seed: str | None
    digest: str | None
    ballot_count: int | None
    sealing_count: int | None
    sealed_count: int | None
    revision: int

    @property
    def place(self) -> Place:
        """The local government that holds the round."""
        return Place(self.province_code, self.local_government_code)

    @property
    def doors(self) -> tuple[Door, ...]:
        """By which ways one may vote, the strongest first."""
        return in_order(self.door_names.split(","))

    @property
    def clock(self) -> RoundClock:
        """What decides the phase."""
        return RoundClock(**{name: getattr(self, name) for name in RoundClock.__slots__})

    @property
    def sealing(self) -> Progress | None:
        """How far sealing has come, once it has begun and until it is done; None before and after."""
        if self.sealing_count is None or self.sealed_count is None:
            return None
        return Progress(self.sealed_count, self.sealing_count)

    @property
    def draw_ends_at(self) -> datetime | None:
        """Until when the result waits for a public draw, aware UTC; None where none is planned."""
        if not self.is_draw_planned or self.provisional_at is None:
            return None
        return draw_ends_at(self.provisional_at)

    def at(self, now: datetime, facts: Facts = _NO_FACTS) -> Self:
        """The round as pages show it at `now`, also where nobody has recorded the phase yet.

        facts: of count_facts; without them nothing of what needs them is shown early.
        """
        return self._replace(phase=phase_shown(self.clock, facts, now))


class HostedArea(NamedTuple):
    """A part of a round with money of its own."""

    id: int
    position: int
    name_th: str
    area_name_en: str
    budget_baht: int
    is_citywide: bool

    @property
    def name_en(self) -> str:
        """The English name; the Thai one where there is none."""
        return self.area_name_en or self.name_th


class RoundRow(NamedTuple):
    """A round in the list of its officials. phase: as recorded."""

    id: int
    title: str
    local_government_name_th: str
    local_government_name_en: str
    fiscal_year: int
    budget_baht: int
    phase: Phase
    published_at: datetime | None
    suspended_at: datetime | None
    cancelled_at: datetime | None


class SubdistrictName(NamedTuple):
    """A subdistrict with its names."""

    code: str
    name_th: str
    name_en: str


_OF_BOARD_AND_PLACE = {
    "id": _board.id,
    "title": _board.title,
    "body": _board.body,
    "body_html": _board.body_html,
    "board_state": _board.state,
    "created_at": _board.created_at,
    "province_code": _board.province_code,
    "province_name_th": _province.name_th,
    "province_name_en": _province.name_en,
    "local_government_name_th": _local.name_th,
    "local_government_name_en": _local.name_en,
    "door_names": select(func.coalesce(func.aggregate_strings(_door.door, ","), ""))
    .where(_door.round_id == _round.board_id)
    .scalar_subquery(),
}


def select_hosted(record: type[Record]) -> RecordSelect[Record]:
    """SELECT rounds that are held here, with board and place, into a record with fields of HostedRound."""
    fields = record.__annotations__
    columns = {name: column for name, column in _OF_BOARD_AND_PLACE.items() if name in fields}
    return (
        select_into(record, _round, **columns)
        .select_from(
            ROUNDS.join(table(Board), _board.id == _round.board_id)
            .join(table(Province), _province.code == _board.province_code)
            .join(table(LocalGovernment), _local.code == _round.local_government_code)
        )
        .where(_round.source == "held")
    )


_HOSTED = select_hosted(HostedRound)
_SUBDISTRICTS = select_into(SubdistrictName, _subdistrict).order_by(_subdistrict.code).limit(MAX_SUBDISTRICTS)


def find_hosted(db: Session, round_id: int) -> HostedRound | None:
    """The round of a board, or None: there is none, or it was imported."""
    return find_record(db, _HOSTED.where(_round.board_id == round_id))


def get_hosted(db: Session, round_id: int) -> HostedRound:
    """The round of a board. Raises NotFound."""
    return get_record(db, _HOSTED.where(_round.board_id == round_id))


def list_sealing(db: Session) -> list[HostedRound]:
    """The rounds whose urn is being sealed, by number."""
    return list_records(db, _HOSTED.where(_round.sealing_count.is_not(None)).order_by(_round.board_id))


def lock_hosted(db: Session, round_id: int) -> HostedRound:
    """Lock a round until the transaction ends. Raises NotFound.

    The board is locked first, as everywhere: posting a proposal locks it, too. Casting a ballot takes a
    shared lock on the round alone.
    """
    lock_for_count(db, round_id)
    db.execute(select(_round.board_id).where(_round.board_id == round_id).with_for_update())
    return get_hosted(db, round_id)


def list_areas(db: Session, round_id: int) -> list[HostedArea]:
    """The areas in the order shown."""
    query = select_into(HostedArea, _area, area_name_en=_area.name_en).where(_area.round_id == round_id)
    return list_records(db, query.order_by(_area.position).limit(MAX_AREAS))


def list_eligible_subdistricts(db: Session, round_id: int) -> list[SubdistrictName]:
    """The subdistricts that the round names, by code; none unless its scope is "subdistricts"."""
    named = table(RoundSubdistrict)
    query = _SUBDISTRICTS.join(named, named.c.subdistrict_code == _subdistrict.code)
    return list_records(db, query.where(named.c.round_id == round_id))


def list_covered_subdistricts(db: Session, local_government_code: str) -> list[SubdistrictName]:
    """The subdistricts that a local government covers, by code."""
    covers = table(LocalGovernmentSubdistrict)
    query = _SUBDISTRICTS.join(covers, covers.c.subdistrict_code == _subdistrict.code)
    return list_records(db, query.where(covers.c.local_government_code == local_government_code))


def list_in_scope(
    db: Session, grants: Sequence[Grant], *, before_id: int | None, limit: int
) -> list[RoundRow]:
    """The rounds within the scopes of `grants`, newest first, older than `before_id`."""
    query = (
        select_into(
            RoundRow,
            _round,
            id=_board.id,
            title=_board.title,
            local_government_name_th=_local.name_th,
            local_government_name_en=_local.name_en,
        )
        .select_from(
            ROUNDS.join(table(Board), _board.id == _round.board_id).join(
                table(LocalGovernment), _local.code == _round.local_government_code
            )
        )
        .where(_round.source == "held", in_scope(grants, _board.province_code, _board.local_government_code))
    )
    if before_id is not None:
        query = query.where(_board.id < before_id)
    return list_records(db, query.order_by(_board.id.desc()).limit(limit))
