"""Every cookie that production sets belongs to this host alone, and says so by its name."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.settings import PRODUCTION
from tests.web.conftest import make_services

HTTPS = "https://idea4gov.example"
SETTINGS = {**PRODUCTION, "IDEA4GOV_BASE_URL": HTTPS}


@pytest.fixture
def production(sqlite_database: Database, clock: Clock, outbox: list[str]) -> Iterator[Flask]:
    """The application with the settings of production; cookies do not know the engine."""
    parts = replace(make_services(sqlite_database, clock), config=Config.from_env(SETTINGS))
    yield create_app(parts.config, parts=parts)
    set_up_logging(level="error", readable=True)


@pytest.mark.parametrize("path", ["/log-in", "/language/en", "/theme/dark", "/theme/auto"])
def test_a_cookie_is_locked_to_this_host(production: Flask, path: str) -> None:
    cookies = production.test_client().get(path, base_url=HTTPS).headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        name, *parts = cookie.split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)


def test_language_and_theme_are_kept_and_those_that_another_host_sets_are_not_read(production: Flask) -> None:
    browser = production.test_client()
    for name, value in (("language", "en"), ("theme", "dark")):
        browser.set_cookie(name, value, domain="idea4gov.example")
    before = browser.get("/", base_url=HTTPS).text
    for path in ("/language/en", "/theme/dark"):
        browser.get(path, base_url=HTTPS)
    after = browser.get("/", base_url=HTTPS).text
    assert ('<html lang="th"' in before, 'data-theme="dark"' in before) == (True, False)
    assert ('<html lang="en"' in after, 'data-theme="dark"' in after) == (True, True)
    browser.get("/theme/auto", base_url=HTTPS)
    assert 'data-theme="dark"' not in browser.get("/", base_url=HTTPS).text


def test_static_files_have_the_headers_of_production(production: Flask) -> None:
    address = production.extensions["idea4gov"].assets.url("css/main.css")
    with production.test_client().get(address, base_url=HTTPS) as answer:
        assert answer.status_code == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
