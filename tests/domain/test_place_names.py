"""Finding provinces, local governments and subdistricts by what people type."""

import pytest

from idea4gov.domain.places.finding import PlaceName, PlaceNames

CHON_BURI = PlaceName("province", "20", "ชลบุรี", "Chon Buri", "20", "", "")
KORAT = PlaceName("province", "30", "นครราชสีมา", "Nakhon Ratchasima", "30", "", "")
SAEN_SUK = PlaceName(
    "local_government", "2094", "เทศบาลเมืองแสนสุข", "Saen Suk Town Municipality", "20", "ชลบุรี", "Chon Buri"
)
SAEN_SUK_OF_UBON = PlaceName(
    "local_government",
    "3499",
    "เทศบาลตำบลแสนสุข",
    "Saen Suk Subdistrict Municipality",
    "34",
    "อุบลราชธานี",
    "Ubon",
)
BANG_PLA = PlaceName(
    "local_government",
    "110301",
    "องค์การบริหารส่วนตำบลบางปลา",
    "Bang Pla Subdistrict Administrative Organization",
    "11",
    "สมุทรปราการ",
    "Samut Prakan",
)
TAMBON = PlaceName("subdistrict", "200113", "แสนสุข", "Saen Suk", "20", "เมืองชลบุรี ชลบุรี", "Chon Buri")
TAMBON_PLA = PlaceName(
    "subdistrict", "110306", "บางปลา", "Bang Pla", "11", "บางพลี สมุทรปราการ", "Samut Prakan"
)
ALL = (CHON_BURI, KORAT, SAEN_SUK, SAEN_SUK_OF_UBON, BANG_PLA, TAMBON, TAMBON_PLA)
NAMES = PlaceNames(ALL)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ชลบุรี", [CHON_BURI]),
        ("จ.ชลบุรี", [CHON_BURI]),
        ("โคราช", [KORAT]),
        ("แสนสุข", [SAEN_SUK, SAEN_SUK_OF_UBON, TAMBON]),
        ("\u0e40\u0e40สนสุข", [SAEN_SUK, SAEN_SUK_OF_UBON, TAMBON]),
        ("เทศบาลเมืองแสนสุข", [SAEN_SUK, SAEN_SUK_OF_UBON]),
        ("ทต.แสนสุข", [SAEN_SUK_OF_UBON, SAEN_SUK]),
        ("เทศบาล แสนสุข", [SAEN_SUK, SAEN_SUK_OF_UBON]),
        ("ต.แสนสุข", [TAMBON]),
        ("ตำบลแสน", [TAMBON]),
        ("อบต.บางปลา", [BANG_PLA]),
        ("อบต บางปลา", [BANG_PLA]),
        ("องค์การบริหารส่วนตำบลบางปลา", [BANG_PLA]),
        ("Saen Suk Municipality", [SAEN_SUK, SAEN_SUK_OF_UBON, TAMBON]),
        ("bangpla subdistrict", [BANG_PLA, TAMBON_PLA]),
        ("ก", []),
        ("", []),
        ("อบต.", []),
        ("%", []),
        ("\n", []),
        ("ก" * 5_000, []),
    ],
)
def test_a_place_is_found_by_its_name_with_or_without_its_kind(query: str, found: list[PlaceName]) -> None:
    assert NAMES.find(query, 5) == found


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ชลบุรึ", CHON_BURI), ("จังหวัดชลบรี", CHON_BURI), ("เทศบาลเมืองแสนศุข", SAEN_SUK), ("บางปลส", BANG_PLA)],
)
def test_a_slip_of_one_letter_is_near_to_the_place_that_was_meant(typed: str, first: PlaceName) -> None:
    assert NAMES.find(typed, 5) == []
    assert NAMES.nearest(typed, 5)[0] == first


def test_nothing_is_near_to_what_is_no_name_and_no_more_come_than_were_asked_for() -> None:
    assert NAMES.nearest("ดาวอังคาร", 5) == NAMES.nearest("", 5) == []
    assert NAMES.find("แสนสุข", 2) == [SAEN_SUK, SAEN_SUK_OF_UBON]
    assert PlaceNames(()).find("แสนสุข", 2) == PlaceNames(()).nearest("แสนสุข", 2) == []
