"""What is kept of each request: who, when, from where and which kind of page. Not what was read or chosen."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.domain.traffic import Passage
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import add_account
from tests.hosted import add_hosted_round
from tests.settings import PRODUCTION
from tests.web.conftest import PASSWORD, SETTINGS, Site, make_services

EMAIL = "malee@example.org"
BALLOT = "/rounds/<id:round_id>/ballot"


@pytest.fixture
def log(tmp_path: Path) -> TrafficLog:
    return TrafficLog(str(tmp_path / "log"))


@pytest.fixture
def kept_app(sqlite_database: Database, clock: Clock, log: TrafficLog) -> Iterator[Flask]:
    more = {"IDEA4GOV_TRAFFIC_LOG": "on", "IDEA4GOV_TRUSTED_PROXIES": "1"}
    config = Config.from_env({**SETTINGS, **more})
    parts = replace(make_services(sqlite_database, clock), config=config, traffic_log=log)
    app = create_app(config, parts=parts)
    app.testing = True
    yield app
    log.close()


def told(log: TrafficLog) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read(since=NOON, until=NOON)]


def test_a_request_is_told_with_time_address_account_and_kind_of_page(
    kept_app: Flask, sqlite_database: Database, log: TrafficLog
) -> None:
    with sqlite_database.transaction() as db:
        account = add_account(db, EMAIL)
        round_id = add_hosted_round(db, phase="voting").id
    site = Site(kept_app)
    site.client.get("/boards/4711?secret=1", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    site.enter(EMAIL)
    site.client.get(f"/rounds/{round_id}/ballot?version=7")
    first, *_, last = told(log)
    assert set(first) == {one.name for one in fields(Passage)}
    assert (first["address"], first["account"], first["status"]) == ("203.0.113.9", None, 404)
    assert (first["at"], first["method"], first["route"]) == (
        NOON.isoformat(),
        "GET",
        "/boards/<id:board_id>",
    )
    assert (last["account"], last["route"], last["status"]) == (account, BALLOT, 200)
    assert len(last["request_id"]) == 16


def test_no_secret_and_no_choice_is_in_it(
    kept_app: Flask, sqlite_database: Database, log: TrafficLog, tmp_path: Path
) -> None:
    with sqlite_database.transaction() as db:
        add_account(db, EMAIL)
        round_ = add_hosted_round(db, phase="voting")
    site = Site(kept_app)
    site.client.post("/log-in", data={"email": EMAIL, "password": PASSWORD})
    site.client.get("/reset-password/a-secret-of-a-mail")
    site.enter(EMAIL)
    mark = f"mark-{round_.projects[0]}"
    site.client.post(f"/rounds/{round_.id}/ballot", data={mark: "1", "do": "cast", "code": "0123456789"})
    site.client.get("/search?q=typed-words")
    text = "".join(file.read_text() for file in (tmp_path / "log").iterdir())
    assert text.count(BALLOT) == 1
    hidden = [EMAIL, PASSWORD, "a-secret-of-a-mail", "mark-", "0123456789", "typed-words"]
    assert [word for word in hidden if word in text] == []
    assert set(told(log)[-1]) == {one.name for one in fields(Passage)}


def test_who_logs_out_is_told(kept_app: Flask, sqlite_database: Database, log: TrafficLog) -> None:
    with sqlite_database.transaction() as db:
        account = add_account(db, EMAIL)
    site = Site(kept_app)
    site.enter(EMAIL)
    site.submit("/me", {}, action="/log-out")
    assert [(one["account"], one["status"]) for one in told(log) if one["route"] == "/log-out"] == [
        (account, 303)
    ]


@pytest.mark.parametrize(
    ("settings", "is_kept"),
    [
        (PRODUCTION, True),
        ({**PRODUCTION, "IDEA4GOV_TRAFFIC_LOG": "off"}, False),
        (SETTINGS, False),
        ({**SETTINGS, "IDEA4GOV_TRAFFIC_LOG": "ON"}, True),
    ],
)
def test_production_keeps_it_unless_a_setting_says_no(settings: dict[str, str], is_kept: bool) -> None:
    assert Config.from_env(settings).keeps_traffic is is_kept
