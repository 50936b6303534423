"""Loading places from their sources."""

import pytest

from idea4gov.actions.places import load_country, load_register
from idea4gov.domain.places.register import BadRegister
from idea4gov.store.places import reading as places
from idea4gov.store.places.loading import Changes
from idea4gov.store.session import Database
from tests.domain.test_register import GOOD, SAEN_SUK
from tests.store.test_places import SMALL


def load(database: Database, text: str) -> Changes:
    with database.transaction() as db:
        load_country(db, SMALL)
        return load_register(db, text.splitlines(keepends=True))


def test_a_register_is_added_once_and_found_unchanged_afterwards(database: Database) -> None:
    assert load(database, GOOD) == Changes(2, 0, 0, 0)
    assert load(database, GOOD) == Changes(0, 0, 2, 0)


def test_a_renamed_local_government_is_changed(database: Database) -> None:
    load(database, GOOD)
    assert load(database, GOOD.replace("เทศบาลเมืองแสนสุข", "เทศบาลนครแสนสุข")) == Changes(0, 1, 1, 0)


def test_a_register_with_one_bad_row_is_refused_whole(database: Database) -> None:
    with pytest.raises(BadRegister, match="Line 4, column type"):
        load(database, GOOD + SAEN_SUK.replace("2094", "2095").replace("ThesabanMueang", "Village"))
    with database.reading() as db:
        assert places.find_local_government(db, "2094") is None


def test_a_register_for_a_country_that_is_not_loaded_is_refused(database: Database) -> None:
    with pytest.raises(BadRegister, match="no place with the code 20"), database.transaction() as db:
        load_register(db, GOOD.splitlines(keepends=True))
