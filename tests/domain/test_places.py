"""Regions, and finding a province by what people type."""

import pytest

from idea4gov.domain.places.areas import Province
from idea4gov.domain.places.regions import REGIONS, UnknownProvince, region_of
from idea4gov.domain.places.search import matching_provinces
from idea4gov.outside.thai_places import country
from tests.conftest import ROOT

PROVINCES = country().provinces


def found(query: str) -> list[str]:
    return [one.name_en for one in matching_provinces(query, PROVINCES)]


@pytest.mark.parametrize(
    "query",
    [
        "ชลบุรี",
        " จังหวัดชลบุรี ",
        "จ.ชลบุรี",
        "ชล บุรี",
        "ชลบุรี\u200b",
        "ชลบ\u0e38\u0e38รี",
        "ｃｈｏｎ buri",
        "chon buri",
        "CHONBURI",
        "Chon-Buri Province",
        "ชลบุ",
    ],
)
def test_a_province_is_found_however_it_is_typed(query: str) -> None:
    assert found(query) == ["Chon Buri"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("กทม.", "Bangkok"), ("โคราช", "Nakhon Ratchasima"), ("แปดริ้ว", "Chachoengsao"), ("น่าน", "Nan")],
)
def test_everyday_names_are_known(query: str, name: str) -> None:
    assert found(query) == [name]


def test_a_missing_tone_mark_does_not_hide_a_province() -> None:
    assert found("รอยเอด") == ["Roi Et"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("ล\u0e4d\u0e32ปาง", "Lampang"), ("จังหวัด\u0e40\u0e40พร่", "Phrae"), ("กระบ\u0e48\u0e35", "Krabi")],
)
def test_a_province_is_found_in_another_spelling(typed: str, name: str) -> None:
    assert found(typed) == [name]


def test_every_province_is_found_by_its_own_names_alone() -> None:
    for one in PROVINCES:
        assert matching_provinces(one.name_th, PROVINCES) == [one]
        assert matching_provinces(one.name_en, PROVINCES) == [one]


def test_part_of_a_name_finds_all_that_have_it_in_the_order_given() -> None:
    some = [Province("76", "เพชรบุรี", "Phetchaburi"), Province("67", "เพชรบูรณ์", "Phetchabun")]
    assert matching_provinces("เพชร", some) == some


@pytest.mark.parametrize(
    "query", ["", "   ", "จังหวัด", "%", "' OR 1=1 --", "<script>", "\0", "\ud800", "่" * 50, "ก" * 100_000]
)
def test_nothing_is_found_for_what_is_no_name(query: str) -> None:
    assert found(query) == []


def test_every_province_has_a_region_with_a_label() -> None:
    assert {region_of(one.code) for one in PROVINCES} == set(REGIONS)


def test_regions_have_the_sizes_of_the_six_region_division() -> None:
    regions = [region_of(one.code) for one in PROVINCES]
    assert {key: regions.count(key) for key in REGIONS} == {
        "north": 9,
        "northeast": 20,
        "central": 22,
        "east": 7,
        "west": 5,
        "south": 14,
    }


def test_a_province_founded_later_is_named_not_guessed() -> None:
    with pytest.raises(UnknownProvince, match="Province 97"):
        region_of("97")


def test_the_source_of_the_names_is_attributed() -> None:
    assert "Creative Commons Attribution 4.0" in (ROOT / "NOTICE").read_text(encoding="utf-8")
