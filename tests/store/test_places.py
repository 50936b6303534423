"""Places in the database: loaded once, changed where they differ, listed in Thai order."""

import pytest
from sqlalchemy import select

from idea4gov.domain.errors import NotFound
from idea4gov.domain.places.activity import Activity
from idea4gov.domain.places.areas import Country, District, Province, Subdistrict
from idea4gov.domain.places.register import LocalGovernmentRow
from idea4gov.outside.thai_places import country
from idea4gov.store.models import LocalGovernmentSubdistrict
from idea4gov.store.places import reading as places
from idea4gov.store.places.loading import Changes, known_places, save_country, save_local_governments
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal, add_province
from tests.queries import count_queries

SMALL = Country(
    (Province("20", "ชลบุรี", "Chon Buri"), Province("50", "เชียงใหม่", "Chiang Mai")),
    (District("2001", "20", "เมืองชลบุรี", "Mueang Chon Buri"), District("2002", "20", "บ้านบึง", "Ban Bueng")),
    (
        Subdistrict("200104", "2001", "20", "แสนสุข", "Saen Suk"),
        Subdistrict("200113", "2001", "20", "เหมือง", "Mueang"),
        Subdistrict("200101", "2001", "20", "บางปลาสร้อย", "Bang Pla Soi"),
        Subdistrict("200201", "2002", "20", "บ้านบึง", "Ban Bueng"),
    ),
)
SAEN_SUK = LocalGovernmentRow(
    "2094", "town", "เทศบาลเมืองแสนสุข", "Saen Suk", "20", "2001", "5200101", ("200104", "200113")
)
BAN_BUENG = LocalGovernmentRow(
    "2095", "town", "เทศบาลเมืองบ้านบึง", "Ban Bueng", "20", "2002", None, ("200201",)
)


@pytest.fixture
def loaded(database: Database) -> Database:
    with database.transaction() as db:
        save_country(db, SMALL)
        save_local_governments(db, [SAEN_SUK, BAN_BUENG])
    return database


def save(database: Database, *rows: LocalGovernmentRow) -> Changes:
    with database.transaction() as db:
        return save_local_governments(db, rows)


def covered(database: Database, code: str) -> set[str]:
    with database.reading() as db:
        link = LocalGovernmentSubdistrict
        return set(db.scalars(select(link.subdistrict_code).where(link.local_government_code == code)))


def test_the_whole_country_is_loaded_and_a_second_time_changes_nothing(database: Database) -> None:
    with database.transaction() as db:
        first = save_country(db, country())
    with database.transaction() as db:
        second = save_country(db, country())
    assert first == (Changes(77, 0, 0, 0), Changes(928, 0, 0, 0), Changes(7_436, 0, 0, 0))
    assert second == (Changes(0, 0, 77, 0), Changes(0, 0, 928, 0), Changes(0, 0, 7_436, 0))


def test_a_second_load_writes_nothing(loaded: Database) -> None:
    with loaded.transaction() as db, count_queries(loaded) as sent:
        save_country(db, SMALL)
        save_local_governments(db, [SAEN_SUK, BAN_BUENG])
    assert [statement for statement in sent if not statement.startswith(("SELECT", "BEGIN"))] == []


def test_a_renamed_province_is_changed_and_keeps_its_place_in_thai_order(loaded: Database) -> None:
    renamed = Country((Province("20", "อ่าวชลบุรี", "Chon Buri"), SMALL.provinces[1]), (), ())
    with loaded.transaction() as db:
        changes = save_country(db, renamed)
    with loaded.reading() as db:
        names = [one.name_th for one in places.list_provinces(db)]
    assert changes[0] == Changes(0, 1, 1, 0)
    assert names == ["เชียงใหม่", "อ่าวชลบุรี"]


def test_what_its_source_names_no_more_is_kept_and_counted(loaded: Database) -> None:
    assert save(loaded, SAEN_SUK) == Changes(0, 0, 1, 1)
    with loaded.reading() as db:
        assert places.get_local_government(db, "2095").name_en == "Ban Bueng"


def test_an_empty_register_removes_nothing(loaded: Database) -> None:
    assert save(loaded) == Changes(0, 0, 0, 2)


def test_a_changed_name_and_a_changed_cover_count_once(loaded: Database) -> None:
    changed = LocalGovernmentRow(
        "2094", "city", "เทศบาลนครแสนสุข", "Saen Suk City", "20", "2001", "5200101", ("200101", "200104")
    )
    assert save(loaded, changed, BAN_BUENG) == Changes(0, 1, 1, 0)
    assert covered(loaded, "2094") == {"200101", "200104"}
    with loaded.reading() as db:
        assert places.get_local_government(db, "2094").kind == "city"


def test_a_changed_cover_alone_is_a_change(loaded: Database) -> None:
    nowhere = LocalGovernmentRow("2095", "town", "เทศบาลเมืองบ้านบึง", "Ban Bueng", "20", "2002")
    assert save(loaded, SAEN_SUK, nowhere) == Changes(0, 1, 1, 0)
    assert covered(loaded, "2095") == set()
    assert covered(loaded, "2094") == {"200104", "200113"}


def test_provinces_are_listed_as_in_a_thai_dictionary(database: Database) -> None:
    with database.transaction() as db:
        save_country(db, country())
    with database.reading() as db:
        names = [one.name_th for one in places.list_provinces(db)]
    assert len(names) == 77
    # By code point, every name with a leading vowel would come after all others.
    for earlier, later in [
        ("กรุงเทพมหานคร", "กาญจนบุรี"),
        ("จันทบุรี", "ฉะเชิงเทรา"),
        ("ชุมพร", "เชียงราย"),
        ("เชียงราย", "เชียงใหม่"),
        ("เชียงใหม่", "ตรัง"),
        ("แพร่", "ภูเก็ต"),
        ("เพชรบุรี", "เพชรบูรณ์"),
        ("พิษณุโลก", "เพชรบุรี"),
        ("มุกดาหาร", "แม่ฮ่องสอน"),
        ("เลย", "ศรีสะเกษ"),
        ("อำนาจเจริญ", "อุดรธานี"),
    ]:
        assert (earlier, names.index(earlier) < names.index(later)) == (earlier, True), later


def test_subdistricts_come_by_district_both_in_thai_order(loaded: Database) -> None:
    with loaded.reading() as db:
        listed = places.list_subdistricts(db, "20")
    assert [(one.code, [each.name_th for each in one.subdistricts]) for one in listed] == [
        ("2002", ["บ้านบึง"]),
        ("2001", ["บางปลาสร้อย", "แสนสุข", "เหมือง"]),
    ]


def test_local_governments_of_another_province_are_not_listed(loaded: Database) -> None:
    with loaded.reading() as db:
        assert [one.code for one in places.list_local_governments(db, "20")] == ["2095", "2094"]
        assert places.list_local_governments(db, "50") == []


def test_unknown_places_are_not_found(loaded: Database) -> None:
    with loaded.reading() as db:
        assert places.find_province(db, "99") is None
        assert places.find_local_government(db, "9999") is None
        assert places.find_subdistrict(db, "200199") is None
        with pytest.raises(NotFound):
            places.get_province(db, "99")
        with pytest.raises(NotFound):
            places.get_local_government(db, "9999")


def test_the_activity_of_a_province_is_that_of_its_open_boards(database: Database) -> None:
    with database.transaction() as db:
        add_province(db, "14", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya")
        for state in ("open", "open", "closed", "draft"):
            add_proposal(db, add_board(db, state=state))
    with database.reading() as db:
        assert places.list_activity(db, now=NOON) == {"20": Activity(open_boards=2, proposals=2)}


def test_the_codes_that_a_register_may_name_are_those_of_the_database(loaded: Database) -> None:
    with loaded.reading() as db:
        known = known_places(db)
    assert known.provinces == {"20", "50"}
    assert known.districts == {"2001", "2002"}
    assert known.subdistricts == {"200101", "200104", "200113", "200201"}
