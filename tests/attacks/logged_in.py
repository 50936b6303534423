"""What tests of sessions share: an account, its browsers, and its rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions.accounts import Keys, sessions
from idea4gov.actions.accounts.sessions import Begun, Browser
from idea4gov.domain.sessions import SessionLimits
from idea4gov.outside.signing import Signer
from idea4gov.store.models import LoginSession
from idea4gov.store.session import Database
from tests.conftest import ENGINES, NOON
from tests.factories import add_account
from tests.officials import add_official
from tests.web.conftest import CHEAP, PASSWORD_HASH, Site

EMAIL = "somchai@example.org"
LIMITS = SessionLimits(timedelta(days=30), timedelta(hours=12), timedelta(minutes=30))
KEYS = Keys(CHEAP, Signer(["a secret of the tests that is long enough"]), "https://example.org")
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
both_engines = pytest.mark.parametrize("database", ENGINES, indirect=True)


@pytest.fixture
def somchai(database: Database) -> int:
    """An account; nobody is logged in to it yet."""
    with database.transaction() as db:
        return add_account(db, EMAIL, password_hash=PASSWORD_HASH)


@pytest.fixture
def office(database: Database) -> int:
    """The account of an official."""
    with database.transaction() as db:
        return add_official(db, email=EMAIL, password_hash=PASSWORD_HASH).account_id


def key_of(visitor: Site) -> str:
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def with_key(app: Flask, key: str) -> Site:
    thief = Site(app)
    thief.client.set_cookie("session", key)
    return thief


def is_in(visitor: Site) -> bool:
    return visitor.client.get("/me").status_code == 200


def begin(
    database: Database, account_id: int, browser: Browser | None = None, *, confirms: bool = False
) -> Begun:
    browser = browser or Browser(PHONE, "203.0.113.9")
    return sessions.begin_session(
        database, KEYS, account_id, 1, browser, LIMITS, tells=True, confirms=confirms, now=NOON
    )


def in_transaction(database: Database, act: Callable[[Session], object]) -> None:
    with database.transaction() as db:
        act(db)


def rows(database: Database) -> list[LoginSession]:
    with database.reading() as db:
        return list(db.scalars(select(LoginSession).order_by(LoginSession.id)))
