"""/metrics: who may read it, what it tells, and that nothing of a visitor is in it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from config import Config
from idea4gov.actions.backups import record_backup
from idea4gov.outside.settings import ConfigError
from idea4gov.store.clock import beat, database_now
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from idea4gov.web.http.services import Services
from tests.conftest import Clock
from tests.queries import count_queries
from tests.web.conftest import SETTINGS, Site, both_engines

TOKEN = "the token of a Prometheus that is long enough"


def give_token(site: Site) -> None:
    parts: Services = site.app.extensions["idea4gov"]
    site.app.extensions["idea4gov"] = replace(parts, config=replace(parts.config, metrics_token=TOKEN))


def samples(text: str) -> dict[str, float]:
    """{name and labels: value}"""
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("192.0.2.7", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 401),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 401),
        ("192.0.2.7", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("192.0.2.7", {"Authorization": "Bearer "}, 401),
    ],
)
def test_without_a_token_only_this_machine_reads(
    site: Site, peer: str, headers: dict[str, str], status: int
) -> None:
    answer = site.client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    assert answer.status_code == status
    assert answer.headers.getlist("Set-Cookie") == []


def test_a_proxy_that_is_believed_does_not_make_a_visitor_local(site: Site) -> None:
    behind = {"REMOTE_ADDR": "127.0.0.1", "werkzeug.proxy_fix.orig": {"REMOTE_ADDR": "192.0.2.7"}}
    assert site.client.get("/metrics", environ_overrides=behind).status_code == 401


@pytest.mark.parametrize(
    ("sent", "status"),
    [(f"Bearer {TOKEN}", 200), (TOKEN[:-1], 401), (f"Bearer {TOKEN}x", 401), ("Bearer ไทย", 401), ("", 401)],
)
def test_with_a_token_nobody_else_reads(site: Site, sent: str, status: int) -> None:
    give_token(site)
    answer = site.client.get("/metrics", headers={"Authorization": sent.encode().decode("latin-1")})
    assert answer.status_code == status


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ConfigError, match="IDEA4GOV_METRICS_TOKEN"):
        Config.from_env({**SETTINGS, "IDEA4GOV_METRICS_TOKEN": "short"})


def test_the_age_of_backup_and_rehearsal_is_told(site: Site, database: Database, clock: Clock) -> None:
    told = samples(site.client.get("/metrics").text)
    assert told["idea4gov_backup_age_seconds"] == told["idea4gov_rehearsal_age_seconds"] == float("inf")
    site.app.extensions.pop("idea4gov-figures")
    record_backup(database, taken_at=clock() - timedelta(hours=2), rehearsed_at=clock() - timedelta(hours=1))
    told = samples(site.client.get("/metrics").text)
    assert (told["idea4gov_backup_age_seconds"], told["idea4gov_rehearsal_age_seconds"]) == (7200, 3600)


@both_engines
def test_figures_are_told(site: Site, database: Database, clock: Clock) -> None:
    ago = timedelta(seconds=90)
    with database.transaction() as db:
        beat(db, "worker", now=(database_now(db) or clock() + ago) - ago)
        add_mail(db, recipient="malee@example.org", subject="s", body="b", now=clock())
    clock.now += ago
    told = samples(site.client.get("/metrics").text)
    assert told["idea4gov_database_up"] == 1
    assert (told["idea4gov_mails_waiting"], told["idea4gov_mail_oldest_seconds"]) == (1, 90)
    assert 90 <= told["idea4gov_worker_pulse_seconds"] < 600
    assert told['idea4gov_jobs{state="failed"}'] == told["idea4gov_rounds_due"] == 0
    assert told["idea4gov_database_bytes"] > 10_000
    assert told['idea4gov_disk_free_bytes{folder="exports"}'] > 0


def test_the_database_is_not_asked_at_every_scrape(site: Site, database: Database) -> None:
    site.client.get("/metrics")
    with count_queries(database) as queries:
        assert site.client.get("/metrics").status_code == 200
    assert len(queries) == 0


def test_a_database_that_is_away_is_told(site: Site, database: Database) -> None:
    parts: Services = site.app.extensions["idea4gov"]
    away = Database("sqlite:////nowhere/at/all.sqlite3")
    site.app.extensions["idea4gov"] = replace(parts, database=away)
    answer = site.client.get("/metrics")
    assert answer.status_code == 200
    assert samples(answer.text)["idea4gov_database_up"] == 0


def test_requests_are_counted_by_what_the_code_names(site: Site) -> None:
    before = samples(site.client.get("/metrics").text)
    for _ in range(3):
        site.client.get("/proposals/987654?q=somchai")
    site.client.open("/somchai", method="SOMCHAI")
    text = site.client.get("/metrics").text
    after = samples(text)
    pages = 'idea4gov_requests_total{method="GET",route="/proposals/<id:proposal_id>",status="4xx"}'
    assert after[pages] - before.get(pages, 0) == 3
    strange = 'idea4gov_requests_total{method="other",route="none",status="4xx"}'
    assert after[strange] - before.get(strange, 0) == 1
    assert not re.search("somchai|987654", text, re.IGNORECASE)
    assert after['idea4gov_request_seconds_count{route="/proposals/<id:proposal_id>"}'] >= 3
