"""Somebody on the way reads or changes what comes over plain http."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.settings import PRODUCTION
from tests.web.conftest import make_services

HTTPS = "https://pb.example.go.th"


@pytest.fixture
def production(sqlite_database: Database, clock: Clock) -> Iterator[Flask]:
    parts = replace(make_services(sqlite_database, clock), config=Config.from_env(PRODUCTION))
    yield create_app(parts.config, parts=parts)
    set_up_logging(level="error", readable=True)


def behind_a_proxy(parts_of: Flask) -> Flask:
    """The same site, which trusts one proxy."""
    parts = parts_of.extensions["idea4gov"]
    config = Config.from_env({**PRODUCTION, "IDEA4GOV_TRUSTED_PROXIES": "1"})
    return create_app(config, parts=replace(parts, config=config))


@pytest.mark.parametrize(
    ("asked", "sent_on_to"),
    [
        ("/", "/"),
        ("/log-in?next=/me", "/log-in?next=/me"),
        ("//evil.example/%E0%B8%81?q=%E0%B8%82", "/evil.example/%E0%B8%81?q=%E0%B8%82"),
        ("/static/dist/no.css", "/static/dist/no.css"),
    ],
)
def test_a_page_over_http_is_sent_on_to_our_own_https_address(
    production: Flask, asked: str, sent_on_to: str
) -> None:
    answer = production.test_client().get(
        "/", base_url="http://evil.example", environ_overrides=_target(asked)
    )
    assert (answer.status_code, answer.headers["Location"]) == (308, HTTPS + sent_on_to)
    assert "Set-Cookie" not in answer.headers


def _target(address: str) -> dict[str, str]:
    path, _, query = address.partition("?")
    return {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/log-in"), ("PUT", "/"), ("DELETE", "/me"), ("GET", "/api/v1/boards"), ("OPTIONS", "/")],
)
def test_what_carries_secrets_is_refused_over_http_and_told_why(
    production: Flask, method: str, path: str
) -> None:
    answer = production.test_client().open(path, method=method, base_url="http://pb.example.go.th")
    assert answer.status_code == 403
    assert HTTPS in answer.text
    assert "https" in answer.text
    assert "กรุณาเปิด" in answer.text


def test_probes_of_the_machine_are_answered_over_http(production: Flask) -> None:
    for path in ("/healthz", "/readyz"):
        assert production.test_client().get(path).status_code == 200


def test_the_word_of_a_proxy_is_enough_and_of_a_visitor_behind_it_is_not(production: Flask) -> None:
    said = {"X-Forwarded-Proto": "https"}
    assert production.test_client().get("/", headers=said).status_code == 200
    trusting = behind_a_proxy(production).test_client()
    assert trusting.get("/", headers=said).status_code == 200
    assert trusting.get("/", headers={"X-Forwarded-Proto": "https, http"}).status_code == 308
    assert trusting.get("/", headers={}).status_code == 308
