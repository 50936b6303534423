"""Reads of places, in the order of a Thai dictionary."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.places.activity import Activity
from idea4gov.domain.places.finding import PlaceName
from idea4gov.domain.places.kinds import LocalGovernmentKind
from idea4gov.domain.thai import collation_key
from idea4gov.store.base import table
from idea4gov.store.models import (
    Board,
    District,
    LocalGovernment,
    LocalGovernmentSubdistrict,
    Province,
    Subdistrict,
)
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.visibility import IS_HIDDEN


class ProvinceCard(NamedTuple):
    """A province as lists show it. region: a key of domain.places.regions.REGIONS."""

    code: str
    name_th: str
    name_en: str
    region: str


class LocalGovernmentCard(NamedTuple):
    """A local government as lists show it. kind: a key of domain.places.kinds.LOCAL_GOVERNMENT_KINDS."""

    code: str
    kind: LocalGovernmentKind
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


_province, _local = table(Province).c, table(LocalGovernment).c
_district, _subdistrict = table(District).c, table(Subdistrict).c
_PROVINCES = select_into(ProvinceCard, _province)
_LOCAL_GOVERNMENTS = select_into(LocalGovernmentCard, _local)
_SUBDISTRICTS = select_into(SubdistrictCard, _subdistrict)


_NOWHERE: ColumnElement[str] = literal_column("''")
_PROVINCE_NAMES = select_into(
    PlaceName,
    _province,
    kind=literal_column("'province'"),
    province_code=_province.code,
    within_th=_NOWHERE,
    within_en=_NOWHERE,
).order_by(_province.sort_key, _province.code)
_LOCAL_GOVERNMENT_NAMES = (
    select_into(
        PlaceName,
        _local,
        kind=literal_column("'local_government'"),
        within_th=_province.name_th,
        within_en=_province.name_en,
    )
    .join_from(table(LocalGovernment), table(Province), _province.code == _local.province_code)
    .order_by(_local.sort_key, _local.code)
)
_SUBDISTRICT_NAMES = (
    select_into(
        PlaceName,
        _subdistrict,
        kind=literal_column("'subdistrict'"),
        within_th=_district.name_th + literal_column("' '") + _province.name_th,
        within_en=_district.name_en + literal_column("', '") + _province.name_en,
    )
    .join_from(table(Subdistrict), table(District), _district.code == _subdistrict.district_code)
    .join(table(Province), _province.code == _subdistrict.province_code)
    .order_by(_subdistrict.code)
)


def list_place_names(db: Session) -> list[PlaceName]:
    """Every province, local government and subdistrict (some 15,000), to be found by name."""
    every = (_PROVINCE_NAMES, _LOCAL_GOVERNMENT_NAMES, _SUBDISTRICT_NAMES)
    return [place for statement in every for place in list_records(db, statement)]


def list_provinces(db: Session) -> list[ProvinceCard]:
    """Every province (77)."""
    return list_records(db, _PROVINCES.order_by(_province.sort_key, _province.code))


def find_province(db: Session, code: str) -> ProvinceCard | None:
    """The province with this code, or None."""
    return find_record(db, _PROVINCES.where(_province.code == code))


def get_province(db: Session, code: str) -> ProvinceCard:
    """The province with this code. Raises NotFound."""
    province = find_province(db, code)
    if province is None:
        raise NotFound()
    return province


def list_activity(db: Session, *, now: datetime, province_code: str | None = None) -> dict[str, Activity]:
    """Province code -> what is open there at `now`, without the provinces where nothing is."""
    statement = (
        select(
            Board.province_code,
            func.count().label("boards"),
            func.sum(Board.proposal_count).cast(BigInteger).label("proposals"),
        )
        .where(Board.state == "open", ~IS_HIDDEN, or_(Board.closes_at.is_(None), Board.closes_at > now))
        .group_by(Board.province_code)
    )
    if province_code is not None:
        statement = statement.where(Board.province_code == province_code)
    return {row.province_code: Activity(row.boards, row.proposals) for row in db.execute(statement)}


def list_local_governments(db: Session, province_code: str) -> list[LocalGovernmentCard]:
    """Every local government of a province (at most 334)."""
    statement = _LOCAL_GOVERNMENTS.where(_local.province_code == province_code)
    return list_records(db, statement.order_by(_local.sort_key, _local.code))


def find_local_government(db: Session, code: str) -> LocalGovernmentCard | None:
    """The local government with this code of the register, or None."""
    return find_record(db, _LOCAL_GOVERNMENTS.where(_local.code == code))


def get_local_government(db: Session, code: str) -> LocalGovernmentCard:
    """The local government with this code. Raises NotFound."""
    local_government = find_local_government(db, code)
    if local_government is None:
        raise NotFound()
    return local_government


def list_local_governments_of(db: Session, subdistrict_code: str) -> list[LocalGovernmentCard]:
    """The local governments that cover a subdistrict, or a part of it."""
    covered = table(LocalGovernmentSubdistrict).c
    statement = _LOCAL_GOVERNMENTS.join(
        table(LocalGovernmentSubdistrict), covered.local_government_code == _local.code
    ).where(covered.subdistrict_code == subdistrict_code)
    return list_records(db, statement.order_by(_local.sort_key, _local.code))


def find_subdistrict(db: Session, code: str) -> SubdistrictCard | None:
    """The subdistrict with this code, or None."""
    return find_record(db, _SUBDISTRICTS.where(_subdistrict.code == code))


class _InDistrict(NamedTuple):
    """A subdistrict with its district."""

    district_code: str
    district_name_th: str
    district_name_en: str
    code: str
    name_th: str
    name_en: str


def list_subdistricts(db: Session, province_code: str) -> list[DistrictCard]:
    """Every subdistrict of a province (at most 290), by district."""
    rows = list_records(
        db,
        select_into(
            _InDistrict,
            _subdistrict,
            district_name_th=_district.name_th,
            district_name_en=_district.name_en,
        )
        .join_from(table(Subdistrict), table(District), _district.code == _subdistrict.district_code)
        .where(_district.province_code == province_code),
    )
    rows.sort(key=lambda row: (_key(row.district_name_th), row.district_code, _key(row.name_th), row.code))
    by_district = groupby(rows, key=attrgetter("district_code", "district_name_th", "district_name_en"))
    return [
        DistrictCard(code, name_th, name_en, tuple(map(_subdistrict_card, members)))
        for (code, name_th, name_en), members in by_district
    ]


def _subdistrict_card(row: _InDistrict) -> SubdistrictCard:
    return SubdistrictCard(row.code, row.name_th, row.name_en)


@lru_cache(maxsize=16_384)
def _key(name: str) -> str:
    """The collation key of a name of an area: there are some 6,000 of them, and a form asks for 300."""
    return collation_key(name)


def list_subdistrict_names(db: Session, codes: Collection[str]) -> list[SubdistrictCard]:
    """The subdistricts with these codes, by code."""
    if not codes:
        return []
    statement = _SUBDISTRICTS.where(_subdistrict.code.in_(list(codes)))
    return list_records(db, statement.order_by(_subdistrict.code))
