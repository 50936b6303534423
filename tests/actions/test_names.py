"""Renaming: officials may be called as such, others not, and nobody loses the name they have."""

import pytest

from idea4gov.actions.accounts.profile import change_profile
from idea4gov.domain.names import NameOfOffice, NameOfOfficial
from idea4gov.domain.permissions import Grant, Viewer
from idea4gov.store.models import Account
from idea4gov.store.session import Database
from tests.factories import add_account, add_province, grant

OFFICIAL = "พิมพ์ใจ สมมติวงศ์ (ทม.แสนสุข)"


def rename(database: Database, name: str, *, was: str = "มาลี", province: str = "20", **office: str) -> str:
    """What the account is called after the change."""
    with database.transaction() as db:
        for code in ("20", "50"):
            add_province(db, code)
        account_id = add_account(db, display_name=was)
        grants = (Grant("moderator", office["office"]),) if office else ()
        viewer = Viewer(account_id, account_id, was, "th", "20", grants)
        change_profile(db, viewer, display_name=name, home_province_code=province)
        return db.get_one(Account, account_id).display_name


@pytest.fixture(autouse=True)
def official(database: Database) -> None:
    """An official of a local government of the province."""
    with database.transaction() as db:
        grant(db, add_account(db, display_name=OFFICIAL))


def test_nobody_takes_the_name_of_an_office_or_of_an_official(database: Database) -> None:
    with pytest.raises(NameOfOffice) as refused:
        rename(database, "เทศบาลเมืองแสนสุข")
    assert refused.value.data["field"] == "display_name"
    with pytest.raises(NameOfOfficial):
        rename(database, "พิมพ\u0e4c\u0e4cใจ สมมติวงศ์")


def test_an_official_of_the_place_may(database: Database) -> None:
    assert rename(database, "สมชาย (เทศบาลเมืองแสนสุข)", office="20") == "สมชาย (เทศบาลเมืองแสนสุข)"
    assert rename(database, OFFICIAL, office="20") == OFFICIAL
    with pytest.raises(NameOfOfficial):
        rename(database, OFFICIAL, office="50")


def test_a_name_from_before_stays_unless_it_moves_beside_an_official(database: Database) -> None:
    assert rename(database, "แอดมินเพจ", was="แอดมินเพจ", province="50") == "แอดมินเพจ"
    assert rename(database, OFFICIAL, was=OFFICIAL) == OFFICIAL
