"""The application of tests/web, for rules that are asked of every route."""

from tests.web.conftest import app, citizen, outbox, site

__all__ = ["app", "citizen", "outbox", "site"]
