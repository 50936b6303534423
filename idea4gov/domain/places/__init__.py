"""Places: areas of Thailand, regions, the register of local governments, and finding a province."""

from idea4gov.domain.places.activity import SHADES, Activity, shade_of
from idea4gov.domain.places.areas import Country, District, KnownPlaces, Province, Subdistrict
from idea4gov.domain.places.kinds import KINDS, LOCAL_GOVERNMENT_KINDS
from idea4gov.domain.places.regions import REGIONS, UnknownProvince, region_of
from idea4gov.domain.places.register import BadRegister, LocalGovernmentRow, decoded_lines, read_register
from idea4gov.domain.places.search import matching_provinces

__all__ = [
    "KINDS",
    "LOCAL_GOVERNMENT_KINDS",
    "REGIONS",
    "SHADES",
    "Activity",
    "BadRegister",
    "Country",
    "District",
    "KnownPlaces",
    "LocalGovernmentRow",
    "Province",
    "Subdistrict",
    "UnknownProvince",
    "decoded_lines",
    "matching_provinces",
    "read_register",
    "region_of",
    "shade_of",
]
