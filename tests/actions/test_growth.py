"""What grows is deleted when its time is over, and nothing else is."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.actions.growth import clear_old
from idea4gov.domain.privacy import ERASED_NAME, erased_email
from idea4gov.domain.retention import kept
from idea4gov.domain.throttle import MAIL_ABOUT_ACCOUNT, window_start
from idea4gov.store import growth, throttle
from idea4gov.store.base import Base
from idea4gov.store.links import add_link
from idea4gov.store.models import Account, AccountLink, ApiToken, Board, Notice, Person, Throttle
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, grant, insert

MOMENT = timedelta(seconds=1)


def count(db: Session, model: type[Base]) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def add_notice(db: Session, account_id: int) -> Notice:
    return insert(db, Notice(account_id=account_id, kind="answer", title="ถนน", path="/boards/1", at=NOON))


def add_api_token(db: Session, account_id: int) -> ApiToken:
    token = ApiToken(
        account_id=account_id,
        name="หน้าเว็บเทศบาล",
        secret_digest="0" * 64,
        for_answers=True,
        for_milestones=False,
        created_at=NOON - timedelta(days=9),
        expires_at=NOON + timedelta(days=9),
        revoked_at=NOON + timedelta(days=1),
    )
    return insert(db, token)


def test_each_kind_goes_when_its_time_is_over_and_not_a_moment_before(database: Database) -> None:
    with database.transaction() as db:
        account = add_account(db)
        add_notice(db, account)
        add_api_token(db, account)
        add_link(db, account, purpose="reset_password", secret_digest="1" * 64, now=NOON)
        throttle.add_attempt(db, MAIL_ABOUT_ACCOUNT, "network", now=NOON)
    expired = NOON + timedelta(hours=1)
    ends = {
        Throttle: window_start(MAIL_ABOUT_ACCOUNT, NOON) + kept("attempts"),
        AccountLink: expired + kept("links"),
        Notice: NOON + kept("notices"),
        ApiToken: NOON + timedelta(days=1) + kept("tokens"),
    }
    for model, end in ends.items():
        clear_old(database, now=end - timedelta(hours=1))
        with database.reading() as db:
            assert count(db, model) == 1, model
        clear_old(database, now=end + MOMENT)
        with database.reading() as db:
            assert count(db, model) == 0, model


def test_a_heap_of_old_notices_goes_in_small_transactions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "AT_ONCE", 3)
    with database.transaction() as db:
        account = add_account(db)
        for _ in range(8):
            add_notice(db, account)
    with database.transaction() as db:
        assert growth.delete_notices(db, NOON + MOMENT) == 3
    clear_old(database, now=NOON + kept("notices") + MOMENT)
    with database.reading() as db:
        assert count(db, Notice) == 0


def test_accounts_that_nobody_confirmed_go_with_their_persons(database: Database) -> None:
    with database.transaction() as db:
        confirmed = add_account(db)
        official = add_account(db, confirmed=False)
        grant(db, official)
        add_account(db, confirmed=False)
        add_account(db, confirmed=False)
        new = add_account(db, confirmed=False, now=NOON + timedelta(days=2))
    clear_old(database, now=NOON + kept("unconfirmed") + MOMENT)
    with database.reading() as db:
        assert list(db.scalars(select(Account.id).order_by(Account.id))) == [confirmed, official, new]
        assert count(db, Person) == 3


def test_an_account_nobody_confirmed_that_something_refers_to_is_erased_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.transaction() as db:
        opener = add_account(db, confirmed=False)
        board = add_board(db, opener)
        add_notice(db, opener)
        add_account(db, confirmed=False)
    over = NOON + kept("unconfirmed") + MOMENT
    for later in (timedelta(), timedelta(minutes=1)):
        clear_old(database, now=over + later)
    with database.reading() as db:
        [left] = db.scalars(select(Account))
        assert (left.id, left.email, left.display_name) == (opener, erased_email(opener), ERASED_NAME)
        assert (left.erased_at, left.password_hash, count(db, Notice)) == (over, "", 0)
        assert db.scalar(select(Board.opened_by_id).where(Board.id == board)) == opener
    assert caplog.messages == []
