"""The administrative areas of Thailand. Source of the codes of two, four and six digits: TIS 1099."""

from dataclasses import dataclass
from typing import NamedTuple


class Province(NamedTuple):
    """A province (จังหวัด). code: two digits."""

    code: str
    name_th: str
    name_en: str


class District(NamedTuple):
    """A district (อำเภอ; in Bangkok เขต). code: four digits."""

    code: str
    province_code: str
    name_th: str
    name_en: str


class Subdistrict(NamedTuple):
    """A subdistrict (ตำบล; in Bangkok แขวง). code: six digits."""

    code: str
    district_code: str
    province_code: str
    name_th: str
    name_en: str


@dataclass(frozen=True)
class Country:
    """All areas of the country, each kind in the order of its codes."""

    provinces: tuple[Province, ...]
    districts: tuple[District, ...]
    subdistricts: tuple[Subdistrict, ...]


@dataclass(frozen=True)
class KnownPlaces:
    """The codes of areas that a register may name."""

    provinces: frozenset[str]
    districts: frozenset[str]
    subdistricts: frozenset[str]
