"""Accounts made by administrators, and offices given and taken."""

import pytest
from sqlalchemy import select

from idea4gov.actions import accounts
from idea4gov.domain.accounts import EmailTaken, NoSuchAccount, NoSuchPlace, UnknownProvince
from idea4gov.domain.permissions import Grant, Place, may
from idea4gov.store.grants import list_grants
from idea4gov.store.models import AuditEntry
from idea4gov.store.session import Database
from tests.actions.doors import EMAIL, OTHER_PASSWORD, PASSWORD, SITE, Door
from tests.conftest import NOON
from tests.factories import CHON_BURI, SAEN_SUK, add_account, add_local_government, add_province, viewer_of


@pytest.fixture
def door(database: Database) -> Door:
    with database.transaction() as db:
        add_province(db)
    return Door(database)


def create(door: Door, **values: object) -> int:
    defaults = {
        "email": EMAIL,
        "password": PASSWORD,
        "display_name": "มาลี ศรีสุข",
        "home_province_code": CHON_BURI,
        "language": "th",
        "is_confirmed": True,
        "now": NOON,
    }
    return accounts.create_account(door.database, door.keys, **(defaults | values))  # type: ignore[arg-type]


def acts(database: Database) -> list[tuple[str, str, dict[str, object], str | None]]:
    with database.reading() as db:
        entries = db.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(one.act, one.subject_id, one.data, one.local_government_code) for one in entries]


def test_a_confirmed_account_logs_in_at_once_and_leaves_a_trace_without_a_name(door: Door) -> None:
    account_id = create(door)
    assert door.log_in().viewer.account_id == account_id
    assert door.mails() == []
    assert acts(door.database) == [("create_account", str(account_id), {"confirmed": True}, None)]


def test_an_unconfirmed_account_gets_the_mail_of_a_registration(door: Door) -> None:
    create(door, is_confirmed=False, password=None)
    assert door.confirm(door.tokens()[0]).viewer.display_name == "มาลี ศรีสุข"


def test_a_second_account_of_an_address_is_refused_and_changes_nothing(door: Door) -> None:
    create(door)
    with pytest.raises(EmailTaken):
        create(door, email=EMAIL.upper(), password=OTHER_PASSWORD)
    door.log_in()
    assert len(acts(door.database)) == 1


def test_a_province_must_be_there(door: Door) -> None:
    with pytest.raises(UnknownProvince):
        create(door, home_province_code="99")


def test_an_office_is_given_once_used_at_once_and_taken_back(database: Database) -> None:
    with database.transaction() as db:
        add_local_government(db)
        account_id = add_account(db, EMAIL)
        place = accounts.find_place(db, local_government_code=SAEN_SUK)
        given = [
            accounts.grant_role(db, email=EMAIL, role="moderator", place=place, site=SITE, now=NOON)
            for _ in range(2)
        ]
        viewer = viewer_of(db, account_id)
        taken = [
            accounts.revoke_role(db, email=EMAIL, role="moderator", place=place, site=SITE, now=NOON)
            for _ in range(2)
        ]
        assert viewer_of(db, account_id).grants == ()
    assert given == taken == [True, False]
    assert viewer.grants == (Grant("moderator", CHON_BURI, SAEN_SUK),)
    assert may(viewer, "content:moderate", Place(CHON_BURI, SAEN_SUK))
    assert acts(database) == [
        ("grant_role", str(account_id), {"role": "moderator"}, SAEN_SUK),
        ("revoke_role", str(account_id), {"role": "moderator"}, SAEN_SUK),
    ]


def test_taking_an_office_leaves_those_of_other_places(database: Database) -> None:
    with database.transaction() as db:
        add_local_government(db)
        account_id = add_account(db, EMAIL)
        for place in (None, Place(CHON_BURI), Place(CHON_BURI, SAEN_SUK)):
            accounts.grant_role(db, email=EMAIL, role="admin", place=place, site=SITE, now=NOON)
        accounts.revoke_role(db, email=EMAIL, role="admin", place=Place(CHON_BURI), site=SITE, now=NOON)
        cards = list_grants(db, account_id)
    assert [(one.province_code, one.local_government_code) for one in cards] == [
        (None, None),
        (CHON_BURI, SAEN_SUK),
    ]
    assert (cards[1].province_name_en, cards[1].local_government_name_th) == ("Chon Buri", "เทศบาลเมืองแสนสุข")


def test_nobody_and_nowhere_are_said_so(database: Database) -> None:
    with database.transaction() as db:
        with pytest.raises(NoSuchAccount):
            accounts.grant_role(db, email=EMAIL, role="admin", place=None, site=SITE, now=NOON)
        with pytest.raises(NoSuchPlace):
            accounts.find_place(db, province_code="99")
        with pytest.raises(NoSuchPlace):
            accounts.find_place(db, local_government_code="2094")


def test_a_role_that_is_given_or_taken_is_mailed_to_its_holder(door: Door) -> None:
    create(door)
    with door.database.transaction() as db:
        place = Place(CHON_BURI)
        accounts.grant_role(db, email=EMAIL, role="admin", place=place, site=SITE, now=NOON)
        accounts.grant_role(db, email=EMAIL, role="admin", place=place, site=SITE, now=NOON)
        accounts.revoke_role(db, email=EMAIL, role="admin", place=place, site=SITE, now=NOON)
    given, taken = door.mails()
    assert given.subject == "[บอกเรา ถึงรัฐ] คุณได้รับหน้าที่ใหม่"
    assert "ผู้ดูแลระบบ (ชลบุรี)" in given.body
    assert taken.subject == "[บอกเรา ถึงรัฐ] ยกเลิกหน้าที่ของคุณ"


def test_whoever_gets_a_role_with_a_short_password_has_to_lengthen_it(door: Door) -> None:
    account_id = create(door, password="Kx7-mq2#wv")
    with door.database.transaction() as db:
        assert not viewer_of(db, account_id).must_lengthen_password
        accounts.grant_role(db, email=EMAIL, role="admin", place=None, site=SITE, now=NOON)
        assert viewer_of(db, account_id).must_lengthen_password
