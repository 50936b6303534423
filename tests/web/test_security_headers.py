"""What every answer tells browsers, which cookies it sets, and what the logs keep to themselves."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from idea4gov import create_app
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal
from tests.settings import PRODUCTION
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, hidden_fields, make_services

PATHS = ["/", "/boards/1", "/log-in", "/nowhere", "/me", "/boards/1/priorities.csv", "/healthz"]
SETTINGS = {**PRODUCTION, "IDEA4GOV_BASE_URL": "https://idea4gov.example", "IDEA4GOV_LOG_LEVEL": "info"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Headers do not know the engine."""
    with sqlite_database.transaction() as db:
        add_proposal(db, add_board(db))
    return sqlite_database


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Everything that goes to the log, of an application made after this."""
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


@pytest.fixture
def production(logged: StringIO, database: Database, clock: Clock) -> Iterator[Flask]:
    """The application with the settings of production."""
    parts = replace(make_services(database, clock), config=Config.from_env(SETTINGS))
    app = create_app(parts.config, parts=parts)
    yield app
    set_up_logging(level="error", readable=True)


def directives(answer: TestResponse) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(site: Site, path: str) -> None:
    answer = site.client.get(path)
    policy = directives(answer)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", policy["script-src"])
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "*" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"]
    assert "no-" in answer.headers["Cache-Control"]
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert "Strict-Transport-Security" not in answer.headers


def test_each_answer_has_a_nonce_and_a_number_of_its_own(site: Site) -> None:
    answers = [site.client.get("/boards/1") for _ in range(3)]
    assert len({directives(answer)["script-src"] for answer in answers}) == 3
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 3


def test_static_files_are_not_sniffed_and_stay_ours(site: Site) -> None:
    page = site.get("/").text
    for address in re.findall(r'"(/static/[^"]+)"', page):
        answer = site.client.get(address)
        answer.close()
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/provinces", "/boards/1", "/proposals/1", "/boards/1/results", "/manual"]
)
def test_readers_get_no_cookie(site: Site, path: str) -> None:
    assert "Set-Cookie" not in site.get(path).response.headers


def test_cookies_of_production_are_locked(production: Flask, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    client = production.test_client()
    base = "https://idea4gov.example"
    page = client.get("/log-in", base_url=base)
    fields = hidden_fields(page.get_data(as_text=True), "/log-in")
    answers = [
        page,
        client.post(
            "/log-in",
            data={**fields, "email": "somchai@example.org", "password": PASSWORD},
            base_url=base,
            headers={"Referer": f"{base}/log-in"},
        ),
        client.get("/language/en", base_url=base),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 3
    for cookie in cookies:
        parts = set(cookie.split("; ")[1:])
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts, cookie
        assert not any(part.startswith("Domain") for part in parts)
    names = [cookie.partition("=")[0] for cookie in answers[1].headers.getlist("Set-Cookie")]
    assert sorted(names) == ["__Host-device", "__Host-session", "__Host-visit"]
    assert answers[1].headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "no-store" in answers[1].headers["Cache-Control"]


def test_a_post_from_another_site_is_refused_in_production(production: Flask) -> None:
    client = production.test_client()
    base = "https://idea4gov.example"
    fields = hidden_fields(client.get("/log-in", base_url=base).get_data(as_text=True), "/log-in")
    for referrer in ({}, {"Referer": "https://evil.example/"}, {"Referer": "http://idea4gov.example/"}):
        answer = client.post("/log-in", data={**fields, "email": "x"}, base_url=base, headers=referrer)
        assert answer.status_code == 400


def test_a_log_in_begins_a_new_session(citizen: tuple[Site, int], app: Flask) -> None:
    """A session that somebody planted before the log-in is worth nothing after it."""
    visitor = Site(app)
    token = hidden_fields(visitor.get("/log-in").text, "/log-in")["csrf_token"]
    visitor.log_in("somchai@example.org")
    assert (
        visitor.client.post("/me/language", data={"csrf_token": token, "language": "en"}).status_code == 400
    )


def test_logs_tell_nothing_about_people(logged: StringIO, production: Flask, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    client = production.test_client()
    base = "https://idea4gov.example"
    secrets = ["somchai@example.org", "คำลับของสมชาย", PASSWORD, "secret-query", "10.9.8.7"]

    def post(path: str, page: str, **data: str) -> int:
        fields = hidden_fields(client.get(page, base_url=base).get_data(as_text=True), path)
        return client.post(
            path,
            data={**fields, **data},
            base_url=base,
            headers={"Referer": base + page},
            environ_overrides={"REMOTE_ADDR": "10.9.8.7"},
        ).status_code

    assert post("/log-in", "/log-in", email="somchai@example.org", password="wrong") == 422
    assert post("/log-in", "/log-in", email="somchai@example.org", password=PASSWORD) == 303
    new = "/boards/1/proposals/new"
    assert post(new, new, title="คำลับของสมชาย", body="คำลับของสมชาย", category="other") == 303
    assert post(new, new, title="คำลับของสมชาย\0", body="คำลับของสมชาย", category="other") == 422
    client.get("/provinces?q=secret-query", base_url=base)
    client.get("/confirm-email/secret-query", base_url=base)
    client.get("/nowhere/secret-query", base_url=base)
    assert logged.getvalue().count('"event": "request"') >= 9
    assert [secret for secret in secrets if secret in logged.getvalue()] == []


def test_a_failure_is_logged_without_what_was_typed(
    logged: StringIO, production: Flask, database: Database
) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
        db.connection().exec_driver_sql("DROP TABLE throttle")
    client = production.test_client()
    base = "https://idea4gov.example"
    fields = hidden_fields(client.get("/log-in", base_url=base).get_data(as_text=True), "/log-in")
    answer = client.post(
        "/log-in",
        data={**fields, "email": "somchai@example.org", "password": PASSWORD},
        base_url=base,
        headers={"Referer": base},
    )
    assert answer.status_code == 503
    assert "no such table" in logged.getvalue()
    assert "somchai@example.org" not in logged.getvalue()
    assert PASSWORD not in logged.getvalue()
