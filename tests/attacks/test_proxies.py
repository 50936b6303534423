"""A wrong number of trusted proxies, with which limits hit the wrong visitors, does not stay unnoticed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog
from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.domain.proxies import LOOKED_AT
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, grant
from tests.settings import PRODUCTION
from tests.web.conftest import Site, database, make_services

__all__ = ["database"]

ADMIN, MODERATOR = "admin@example.org", "moderator@example.org"
SIGN = "IDEA4GOV_TRUSTED_PROXIES"
WARNING = "trusted_proxies_look_wrong"


@pytest.fixture
def production(database: Database, clock: Clock) -> Iterator[Flask]:
    config = Config.from_env({**PRODUCTION, SIGN: "1"})
    yield create_app(config, parts=replace(make_services(database, clock), config=config))
    set_up_logging(level="error", readable=True)


def ask(app: Flask, *, address: str, forwarded: str, path: str = "/language/th") -> None:
    client = app.test_client()
    for number in range(LOOKED_AT):
        client.get(
            path,
            base_url="https://pb.example.go.th",
            environ_overrides={"REMOTE_ADDR": address},
            headers={"X-Forwarded-For": forwarded.format(number), "X-Forwarded-Proto": "https"},
        )


def warnings(app: Flask, **request: str) -> list[str]:
    with structlog.testing.capture_logs() as logs:
        ask(app, **request)
    return [str(one["says"]) for one in logs if one["event"] == WARNING]


def test_visitors_who_all_seem_to_be_one_are_told_once_an_hour(production: Flask, clock: Clock) -> None:
    one = {"address": "10.0.0.1", "forwarded": "10.0.0.7"}
    assert len(warnings(production, **one)) == 1
    assert warnings(production, **one) == []
    clock.move(hours=1)
    assert len(warnings(production, **one)) == 1


def test_different_visitors_and_probes_are_no_reason_to_warn(production: Flask) -> None:
    assert warnings(production, address="10.0.0.1", forwarded="8.8.{}.8") == []
    assert warnings(production, address="127.0.0.1", forwarded="127.0.0.1", path="/healthz") == []


def test_a_number_too_high_is_seen_by_what_the_proxies_bring(database: Database, clock: Clock) -> None:
    config = Config.from_env({**PRODUCTION, SIGN: "2"})
    app = create_app(config, parts=replace(make_services(database, clock), config=config))
    [says] = warnings(app, address="10.0.0.1", forwarded="8.8.{}.8")
    assert "is 2" in says
    assert "had 1" in says
    set_up_logging(level="error", readable=True)


def test_the_desk_tells_administrators_and_nobody_else(production: Flask, database: Database) -> None:
    with database.transaction() as db:
        grant(db, add_account(db, ADMIN), role="admin")
        grant(db, add_account(db, MODERATOR))
    seen = {}
    for email in (ADMIN, MODERATOR):
        site = Site(production)
        site.client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
        site.enter(email)
        key = site.client.get_cookie("session")
        assert key is not None
        site.client.set_cookie("__Host-session", key.value, secure=True)
        for forwarded in ("10.0.0.7", "8.8.{}.8"):
            ask(production, address="10.0.0.1", forwarded=forwarded)
            seen[email, forwarded] = SIGN in site.get("/desk").text
    assert [who for who, is_told in seen.items() if is_told] == [(ADMIN, "10.0.0.7")]
