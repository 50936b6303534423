"""Reads and writes of places: provinces, districts, subdistricts, local governments."""

from idea4gov.store.places.loading import Changes, known_places, save_country, save_local_governments
from idea4gov.store.places.reading import (
    DistrictCard,
    LocalGovernmentCard,
    ProvinceCard,
    SubdistrictCard,
    find_local_government,
    find_province,
    find_subdistrict,
    get_local_government,
    get_province,
    list_activity,
    list_local_governments,
    list_provinces,
    list_subdistrict_names,
    list_subdistricts,
)

__all__ = [
    "Changes",
    "DistrictCard",
    "LocalGovernmentCard",
    "ProvinceCard",
    "SubdistrictCard",
    "find_local_government",
    "find_province",
    "find_subdistrict",
    "get_local_government",
    "get_province",
    "known_places",
    "list_activity",
    "list_local_governments",
    "list_provinces",
    "list_subdistrict_names",
    "list_subdistricts",
    "save_country",
    "save_local_governments",
]
