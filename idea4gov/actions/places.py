"""Load places from their sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from idea4gov.domain.places.areas import Country
from idea4gov.domain.places.register import read_register
from idea4gov.store.places import loading as places
from idea4gov.store.places.loading import Changes


@dataclass(frozen=True)
class CountryChanges:
    """What loading the country changed."""

    provinces: Changes
    districts: Changes
    subdistricts: Changes


def load_country(db: Session, country: Country) -> CountryChanges:
    """Add and update provinces, districts and subdistricts. Doing it again changes nothing."""
    provinces, districts, subdistricts = places.save_country(db, country)
    return CountryChanges(provinces, districts, subdistricts)


def load_register(db: Session, lines: Iterable[str]) -> Changes:
    """Add and update local governments from the register's CSV; the country must be loaded.

    lines: see domain.places.register.decoded_lines. Raises BadRegister before anything of it is written.
    """
    rows = read_register(lines, places.known_places(db))
    return places.save_local_governments(db, rows)
