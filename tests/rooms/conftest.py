"""The application of tests/web, for rules that are asked of every route."""

from tests.web.conftest import app, citizen, database, outbox, site

__all__ = ["app", "citizen", "database", "outbox", "site"]
