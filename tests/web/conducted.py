"""A round of tests/actions/conduct.py on a site, and its people logged in."""

import pytest
from flask import Flask

from idea4gov.store.models import Account
from idea4gov.store.session import Database
from tests.actions.conduct import Conduct
from tests.web.conftest import PASSWORD_HASH, Site


@pytest.fixture
def conduct(sqlite_database: Database) -> Conduct:
    return Conduct.begin(sqlite_database)


def enter(app: Flask, conduct: Conduct, who: str) -> Site:
    """Log in as one of the people of the conduct: "first", "second", "admin", "citizen"."""
    with conduct.database.transaction() as db:
        account = db.get_one(Account, getattr(conduct, who).account_id)
        account.password_hash, email = PASSWORD_HASH, account.email
    visitor = Site(app)
    visitor.enter(email)
    return visitor
