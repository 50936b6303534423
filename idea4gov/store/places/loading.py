"""Bringing the tables of places up to their sources: what is new is added, what differs is changed.

What a source no longer names stays: boards, proposals and people refer to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.places.areas import Country, KnownPlaces
from idea4gov.domain.places.regions import region_of
from idea4gov.domain.places.register import LocalGovernmentRow
from idea4gov.domain.thai import collation_key
from idea4gov.store.base import Base
from idea4gov.store.models import (
    District,
    LocalGovernment,
    LocalGovernmentSubdistrict,
    Province,
    Subdistrict,
)

Row = dict[str, Any]


class Changes(NamedTuple):
    """What a load did to one table. kept: rows that are in the table, and in its source no more."""

    added: int
    changed: int
    unchanged: int
    kept: int


def save_country(db: Session, country: Country) -> tuple[Changes, Changes, Changes]:
    """Save every area. Returns what changed among provinces, districts, subdistricts.

    Raises UnknownProvince for a province without a region.
    """
    provinces = [
        one._asdict() | {"region": region_of(one.code), "sort_key": collation_key(one.name_th)}
        for one in country.provinces
    ]
    return (
        _save(db, Province, provinces),
        _save(db, District, [one._asdict() for one in country.districts]),
        _save(db, Subdistrict, [one._asdict() for one in country.subdistricts]),
    )


def save_local_governments(db: Session, rows: Sequence[LocalGovernmentRow]) -> Changes:
    """Save local governments and what they cover; their province, district, subdistricts must be there."""
    values = [_values(row) for row in rows]
    covered_before = _covered(db)
    moved = {row.code for row in rows if covered_before.get(row.code, ()) != row.subdistrict_codes}
    changes = _save(db, LocalGovernment, values, also_changed=moved)
    _cover(db, [row for row in rows if row.code in moved], [code for code in moved if code in covered_before])
    return changes


def known_places(db: Session) -> KnownPlaces:
    """The codes of every area in the database."""
    return KnownPlaces(
        frozenset(db.scalars(select(Province.code))),
        frozenset(db.scalars(select(District.code))),
        frozenset(db.scalars(select(Subdistrict.code))),
    )


def _save(
    db: Session, table: type[Base], rows: Sequence[Row], *, also_changed: Iterable[str] = ()
) -> Changes:
    """Insert and update what differs, by `code`. also_changed: codes that differ outside of the table."""
    before = _rows_by_code(db, _columns(table, rows))
    new = [row for row in rows if row["code"] not in before]
    changed = [row for row in rows if row["code"] in before and before[row["code"]] != row]
    if new:
        db.execute(insert(table), new)
    if changed:
        db.execute(update(table), changed)
    touched = {row["code"] for row in changed} | (set(also_changed) & before.keys())
    kept = len(before.keys() - {row["code"] for row in rows})
    return Changes(len(new), len(touched), len(rows) - len(new) - len(touched), kept)


def _columns(table: type[Base], rows: Sequence[Row]) -> Select[Any]:
    names = rows[0] if rows else ("code",)
    return select(*(getattr(table, name) for name in names))


def _rows_by_code(db: Session, columns: Select[Any]) -> Mapping[str, Row]:
    return {row["code"]: dict(row) for row in db.execute(columns).mappings()}


def _values(row: LocalGovernmentRow) -> Row:
    return {
        "code": row.code,
        "kind": row.kind,
        "name_th": row.name_th,
        "name_en": row.name_en,
        "province_code": row.province_code,
        "district_code": row.district_code,
        "dla_code": row.dla_code,
        "sort_key": collation_key(row.name_th),
    }


def _covered(db: Session) -> Mapping[str, tuple[str, ...]]:
    covered = defaultdict(list)
    for code, subdistrict in db.execute(
        select(LocalGovernmentSubdistrict.local_government_code, LocalGovernmentSubdistrict.subdistrict_code)
    ):
        covered[code].append(subdistrict)
    return {code: tuple(sorted(subdistricts)) for code, subdistricts in covered.items()}


def _cover(db: Session, rows: Iterable[LocalGovernmentRow], emptied: Sequence[str]) -> None:
    link = LocalGovernmentSubdistrict
    # One statement for each, because a register of thousands would pass the engines' limit on parameters.
    for code in emptied:
        db.execute(delete(link).where(link.local_government_code == code))
    links = [
        {"local_government_code": row.code, "subdistrict_code": subdistrict}
        for row in rows
        for subdistrict in row.subdistrict_codes
    ]
    if links:
        db.execute(insert(link), links)
