"""Taking one's data along, and erasing one's account."""

import pytest
from sqlalchemy import delete, func, select

from idea4gov.actions.accounts import Asker, Keys
from idea4gov.actions.notices import follow_board, notify
from idea4gov.actions.privacy import erase_account, export_own_data
from idea4gov.actions.reports import report_post
from idea4gov.actions.waiting_photos import keep_photos
from idea4gov.domain.accounts import WrongPassword
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.privacy import ERASED_NAME, HoldsOffice
from idea4gov.outside.signing import Signer
from idea4gov.store import votes
from idea4gov.store.accounts import find_credentials, find_viewer
from idea4gov.store.models import (
    Account,
    AuditEntry,
    BoardFollow,
    Notice,
    OutgoingMail,
    Proposal,
    ReportCase,
    Support,
    WaitingPhoto,
)
from idea4gov.store.notices import one_account
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, grant, new_photo, viewer_of
from tests.web.conftest import CHEAP, PASSWORD, PASSWORD_HASH

EMAIL = "somchai@example.org"
KEYS = Keys(CHEAP, Signer(["a secret of the tests that is long enough"]), "https://example.org")


@pytest.fixture
def viewer(database: Database) -> Viewer:
    """Somebody who proposed and supported, and to whom a mail is on its way."""
    with database.transaction() as db:
        account_id = add_account(db, EMAIL, password_hash=PASSWORD_HASH)
        found = viewer_of(db, account_id)
        board_id = add_board(db)
        add_proposal(db, board_id, account_id, title="ทางม้าลาย")
        votes.add_support(db, add_proposal(db, board_id), found.person_id, now=NOON)
        other = add_proposal(db, board_id)
        follow_board(db, found, board_id=board_id, now=NOON)
        report_post(db, found, "proposal", other, reason="โฆษณา", now=NOON)
        report_post(db, viewer_of(db, add_account(db)), "proposal", other, reason="ก", now=NOON)
        notify(
            db,
            one_account(account_id),
            kind="board_closed",
            title="ก",
            page_url="https://a.example/",
            now=NOON,
        )
        db.execute(delete(OutgoingMail))
        words = {"recipient": EMAIL, "subject": "ก", "body": "ก"}
        db.add(OutgoingMail(**words, next_try_at=NOON, created_at=NOON))
    return found


def erase(database: Database, viewer: Viewer, password: str = PASSWORD) -> None:
    erase_account(database, KEYS, viewer, password=password, asker=Asker("192.0.2.1"), now=NOON)


def test_the_export_holds_what_somebody_wrote_and_no_secret(database: Database, viewer: Viewer) -> None:
    with database.transaction() as db:
        grant(db, viewer.account_id)
    with database.snapshot() as db:
        data = export_own_data(db, viewer, now=NOON)
    assert data["account"][0]["email"] == EMAIL
    assert [one["title"] for one in data["proposals"]] == ["ทางม้าลาย"]
    assert [len(data[name]) for name in ("supports", "follows", "notices", "reports")] == [1, 1, 1, 1]
    assert [one["role"] for one in data["offices"]] == ["moderator"]
    assert data["objections"] == data["tokens"] == []
    assert "argon2" not in str(data)


def test_an_erased_account_names_nobody_and_opens_to_nobody(database: Database, viewer: Viewer) -> None:
    erase(database, viewer)
    with database.reading() as db:
        account = db.get_one(Account, viewer.account_id)
        assert (account.display_name, account.email) == (ERASED_NAME, f"erased-{account.id}@erased.invalid")
        assert find_credentials(db, EMAIL) is None
        assert find_viewer(db, viewer.account_id, session_number=1) is None
        assert db.scalar(select(OutgoingMail.id)) is None
        assert [db.scalar(select(func.count()).select_from(one)) for one in (Notice, BoardFollow)] == [0, 0]
        assert db.scalars(select(ReportCase.report_count)).all() == [1]
        assert not CHEAP.matches(account.password_hash, PASSWORD)


def test_what_was_posted_and_supported_stays_and_the_log_says_what_was_done(
    database: Database, viewer: Viewer
) -> None:
    erase(database, viewer)
    with database.reading() as db:
        assert db.scalars(select(Support.person_id)).all() == [viewer.person_id]
        assert db.scalar(select(func.count(Proposal.id))) == 3
        entry = db.scalars(select(AuditEntry)).one()
        assert (entry.act, entry.data) == ("erase_account", {})


def test_the_address_may_register_again(database: Database, viewer: Viewer) -> None:
    erase(database, viewer)
    with database.transaction() as db:
        assert add_account(db, EMAIL) != viewer.account_id


def test_photos_that_wait_are_erased(database: Database, viewer: Viewer) -> None:
    keep_photos(database, viewer, [new_photo()], now=NOON)
    erase(database, viewer)
    with database.reading() as db:
        assert db.scalars(select(WaitingPhoto.id)).all() == []


def test_a_wrong_password_erases_nothing(database: Database, viewer: Viewer) -> None:
    with pytest.raises(WrongPassword):
        erase(database, viewer, "อย่างอื่น")
    with database.reading() as db:
        assert find_credentials(db, EMAIL) is not None


def test_an_official_has_to_give_the_office_back_first(database: Database, viewer: Viewer) -> None:
    with database.transaction() as db:
        grant(db, viewer.account_id)
    with pytest.raises(HoldsOffice):
        erase(database, viewer)
