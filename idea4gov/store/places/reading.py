"""Reads of places, in the order of a Thai dictionary."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.places import Activity
from idea4gov.domain.thai import collation_key
from idea4gov.store.models import Board, District, LocalGovernment, Province, Subdistrict
from idea4gov.store.visibility import IS_HIDDEN


class ProvinceCard(NamedTuple):
    """A province as lists show it. region: a key of domain.places.REGIONS."""

    code: str
    name_th: str
    name_en: str
    region: str


class LocalGovernmentCard(NamedTuple):
    """A local government as lists show it. kind: a key of domain.places.LOCAL_GOVERNMENT_KINDS."""

    code: str
    kind: str
    name_th: str
    name_en: str
    province_code: str
    district_code: str | None


class SubdistrictCard(NamedTuple):
    """A subdistrict in a list."""

    code: str
    name_th: str
    name_en: str


class DistrictCard(NamedTuple):
    """A district with its subdistricts."""

    code: str
    name_th: str
    name_en: str
    subdistricts: tuple[SubdistrictCard, ...]


_PROVINCE = (Province.code, Province.name_th, Province.name_en, Province.region)
_LOCAL_GOVERNMENT = (
    LocalGovernment.code,
    LocalGovernment.kind,
    LocalGovernment.name_th,
    LocalGovernment.name_en,
    LocalGovernment.province_code,
    LocalGovernment.district_code,
)


def list_provinces(db: Session) -> list[ProvinceCard]:
    """Every province (77)."""
    rows = db.execute(select(*_PROVINCE).order_by(Province.sort_key, Province.code))
    return [ProvinceCard(*row) for row in rows]


def find_province(db: Session, code: str) -> ProvinceCard | None:
    """The province with this code, or None."""
    row = db.execute(select(*_PROVINCE).where(Province.code == code)).one_or_none()
    return ProvinceCard(*row) if row else None


def get_province(db: Session, code: str) -> ProvinceCard:
    """The province with this code. Raises NotFound."""
    province = find_province(db, code)
    if province is None:
        raise NotFound()
    return province


def list_activity(db: Session, *, now: datetime, province_code: str | None = None) -> dict[str, Activity]:
    """Province code -> what is open there at `now`, without the provinces where nothing is."""
    statement = (
        select(Board.province_code, func.count(), func.sum(Board.proposal_count))
        .where(Board.state == "open", ~IS_HIDDEN, or_(Board.closes_at.is_(None), Board.closes_at > now))
        .group_by(Board.province_code)
    )
    if province_code is not None:
        statement = statement.where(Board.province_code == province_code)
    rows = db.execute(statement)
    return {code: Activity(boards, int(proposals)) for code, boards, proposals in rows}


def list_local_governments(db: Session, province_code: str) -> list[LocalGovernmentCard]:
    """Every local government of a province (at most 334)."""
    rows = db.execute(
        select(*_LOCAL_GOVERNMENT)
        .where(LocalGovernment.province_code == province_code)
        .order_by(LocalGovernment.sort_key, LocalGovernment.code)
    )
    return [LocalGovernmentCard(*row) for row in rows]


def find_local_government(db: Session, code: str) -> LocalGovernmentCard | None:
    """The local government with this code of the register, or None."""
    row = db.execute(select(*_LOCAL_GOVERNMENT).where(LocalGovernment.code == code)).one_or_none()
    return LocalGovernmentCard(*row) if row else None


def get_local_government(db: Session, code: str) -> LocalGovernmentCard:
    """The local government with this code. Raises NotFound."""
    local_government = find_local_government(db, code)
    if local_government is None:
        raise NotFound()
    return local_government


def find_subdistrict(db: Session, code: str) -> SubdistrictCard | None:
    """The subdistrict with this code, or None."""
    row = db.execute(
        select(Subdistrict.code, Subdistrict.name_th, Subdistrict.name_en).where(Subdistrict.code == code)
    ).one_or_none()
    return SubdistrictCard(*row) if row else None


def list_subdistricts(db: Session, province_code: str) -> list[DistrictCard]:
    """Every subdistrict of a province (at most 290), by district."""
    rows = db.execute(
        select(
            District.code.label("district_code"),
            District.name_th.label("district_th"),
            District.name_en.label("district_en"),
            Subdistrict.code,
            Subdistrict.name_th,
            Subdistrict.name_en,
        )
        .join(Subdistrict, Subdistrict.district_code == District.code)
        .where(District.province_code == province_code)
    ).all()
    ordered = sorted(rows, key=lambda row: (_key(row[1]), row[0], _key(row[4]), row[3]))
    return [
        DistrictCard(code, name_th, name_en, tuple(SubdistrictCard(*row[3:]) for row in members))
        for (code, name_th, name_en), members in groupby(ordered, key=lambda row: row[:3])
    ]


@lru_cache(maxsize=16_384)
def _key(name: str) -> str:
    """The collation key of a name of an area: there are some 6,000 of them, and a form asks for 300."""
    return collation_key(name)


def list_subdistrict_names(db: Session, codes: Collection[str]) -> list[SubdistrictCard]:
    """The subdistricts with these codes, by code."""
    if not codes:
        return []
    rows = db.execute(
        select(Subdistrict.code, Subdistrict.name_th, Subdistrict.name_en)
        .where(Subdistrict.code.in_(list(codes)))
        .order_by(Subdistrict.code)
    )
    return [SubdistrictCard(*row) for row in rows]
