"""The areas that the state divides the country into. Codes: two, four, six digits (TIS 1099)."""

from dataclasses import dataclass
from typing import NamedTuple


class Province(NamedTuple):
    """A province (จังหวัด)."""

    code: str
    name_th: str
    name_en: str


class District(NamedTuple):
    """A district (อำเภอ; in Bangkok เขต)."""

    code: str
    province_code: str
    name_th: str
    name_en: str


class Subdistrict(NamedTuple):
    """A subdistrict (ตำบล; in Bangkok แขวง)."""

    code: str
    district_code: str
    province_code: str
    name_th: str
    name_en: str


@dataclass(frozen=True)
class Country:
    """Every area of the country, each kind in the order of its codes."""

    provinces: tuple[Province, ...]
    districts: tuple[District, ...]
    subdistricts: tuple[Subdistrict, ...]


@dataclass(frozen=True)
class KnownPlaces:
    """The codes that a register may refer to."""

    provinces: frozenset[str]
    districts: frozenset[str]
    subdistricts: frozenset[str]
