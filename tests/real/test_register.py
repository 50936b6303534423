"""The real register of August 2022, whole."""

from collections import Counter
from pathlib import Path

from idea4gov.actions.places import load_country, load_register
from idea4gov.domain.places.register import decoded_lines
from idea4gov.outside.thai_places import country
from idea4gov.store.places import reading as places
from idea4gov.store.places.loading import Changes
from idea4gov.store.session import Database


def load(database: Database, file: Path) -> Changes:
    with database.transaction() as db, file.open("rb") as stream:
        load_country(db, country())
        return load_register(db, decoded_lines(stream))


def test_the_real_register_loads_whole_and_only_once(database: Database, real_data: Path) -> None:
    file = real_data / "places" / "local_governments.csv"
    assert load(database, file) == Changes(7_851, 0, 0, 0)
    assert load(database, file) == Changes(0, 0, 7_851, 0)
    with database.reading() as db:
        everywhere = [
            one for each in places.list_provinces(db) for one in places.list_local_governments(db, each.code)
        ]
        saen_suk = places.get_local_government(db, "2094")
    assert Counter(one.kind for one in everywhere) == {
        "tao": 5_302,
        "subdistrict_municipality": 2_248,
        "town": 193,
        "pao": 76,
        "city": 30,
        "pattaya": 1,
        "bangkok": 1,
    }
    assert saen_suk.name_th == "เทศบาลเมืองแสนสุข"
