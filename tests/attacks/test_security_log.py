"""What happened can be told: by the log, by alarms, and by a command; and a flood does not fill the disk."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from idea4gov.actions.accounts import Keys
from idea4gov.actions.security_log import MOST_ALIKE, EventLog
from idea4gov.domain.hurdles import FREE_GUESSES, GUESSES_ELSEWHERE, PROOF_FROM
from idea4gov.domain.moderation import REPORTS
from idea4gov.domain.security_log import SecurityEvent, email_digest, read_line
from idea4gov.outside.day_files import LONGEST_LINE
from idea4gov.outside.security_log import SecurityLog
from idea4gov.store.session import Database
from idea4gov.store.throttle import add_attempt
from tests.conftest import NOON, Clock
from tests.factories import add_account, add_board, add_proposal, grant
from tests.hosted import add_hosted_round
from tests.web.conftest import CHEAP, PASSWORD, PASSWORD_HASH, Site, lent_app, make_services

OFFICER = "officer@example.go.th"
DRAW = "/desk/rounds/<id:round_id>/draw"


@pytest.fixture
def log(tmp_path: Path) -> SecurityLog:
    return SecurityLog(str(tmp_path / "log"))


@pytest.fixture
def logged_app(sqlite_database: Database, clock: Clock, log: SecurityLog) -> Any:
    parts = replace(make_services(sqlite_database, clock), security_log=EventLog(log))
    with lent_app(parts) as app:
        yield app


def told(log: SecurityLog) -> list[tuple[str, str, int | None]]:
    found = EventLog(log).read(since=NOON - timedelta(hours=1), until=NOON + timedelta(days=1))
    return [(one.event, one.result, one.account) for one in found]


def officer(app: Flask, database: Database) -> tuple[Site, int]:
    with database.transaction() as db:
        account = add_account(db, OFFICER, password_hash=PASSWORD_HASH)
        add_board(db)
        grant(db, account)
    site = Site(app)
    site.enter(OFFICER)
    return site, account


def test_each_kind_of_event_is_told_with_account_and_result(
    logged_app: Flask, sqlite_database: Database, log: SecurityLog
) -> None:
    site, account = officer(logged_app, sqlite_database)
    with sqlite_database.transaction() as db:
        round_ = add_hosted_round(db, phase="voting")
        citizen = add_account(db, "somchai@example.org")
    visitor = Site(logged_app)
    visitor.submit("/log-in", {"email": OFFICER, "password": "wrong"})
    visitor.log_in(OFFICER)
    site.get(f"/desk/rounds/{round_.id}/roll")
    site.get("/desk/reports")
    site.get("/desk/unanswered")
    site.client.get("/desk/rounds/4711/review")
    site.submit(f"/desk/rounds/{round_.id}/suspend", {})
    bearer = {"Authorization": "Bearer nonsense"}
    Site(logged_app).client.put("/api/v1/proposals/1/answer", headers=bearer)
    curious = Site(logged_app)
    curious.enter("somchai@example.org")
    curious.client.get("/desk")
    assert told(log) == [
        ("log-in", "failed", None),
        ("new-device", "done", account),
        ("log-in", "done", account),
        ("read-roll", "done", account),
        ("read-reports", "done", account),
        ("refused-page", "refused", account),
        ("desk", "failed", account),
        ("refused-token", "refused", None),
        ("refused-page", "refused", citizen),
    ]


def test_waits_and_calculations_that_are_asked_are_told_as_lock_outs(
    logged_app: Flask, sqlite_database: Database, log: SecurityLog
) -> None:
    visitor, tries = Site(logged_app), {"email": OFFICER, "password": "wrong"}
    for _ in range(FREE_GUESSES + 1):
        visitor.submit("/log-in", tries)
    signer = logged_app.extensions["idea4gov"].signer
    limit, subject = Keys(CHEAP, signer, "").subject(GUESSES_ELSEWHERE, OFFICER)
    with sqlite_database.transaction() as db:
        add_attempt(db, limit, subject, now=NOON, times=PROOF_FROM)
    visitor.submit("/log-in", tries)
    assert told(log) == [("log-in", "failed", None)] * FREE_GUESSES + [("log-in", "locked-out", None)] * 2


def test_what_another_site_sends_and_what_comes_too_often_is_told(
    logged_app: Flask, sqlite_database: Database, log: SecurityLog
) -> None:
    with sqlite_database.transaction() as db:
        citizen = add_account(db, "somchai@example.org")
        add_proposal(db, add_board(db), title="ทางเท้า")
    site = Site(logged_app)
    site.enter("somchai@example.org")
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    site.client.post("/proposals/1/support", headers=foreign)
    site.client.post("/log-in", data={"email": OFFICER, "password": "x"}, headers=foreign)
    site.client.post("/proposals/1/support")
    with sqlite_database.transaction() as db:
        for _ in range(REPORTS.times):
            add_attempt(db, REPORTS, str(citizen), now=NOON)
    assert site.submit("/proposals/1/report", {"reason": "advertising"}).status_code == 429
    assert told(log) == [
        ("refused-form", "refused", citizen),
        ("refused-form", "refused", citizen),
        ("over-limit", "locked-out", citizen),
    ]


def test_events_name_no_address_and_nothing_that_was_typed(
    logged_app: Flask, log: SecurityLog, tmp_path: Path
) -> None:
    fields = Site(logged_app)
    fields.submit("/log-in", {"email": "somchai@example.org", "password": PASSWORD})
    client = logged_app.test_client()
    client.post("/log-in", data={"email": "somchai@example.org"}, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    client.get("/confirm-email/a-secret-of-a-link", environ_base={"REMOTE_ADDR": "10.9.8.7"})
    events = (tmp_path / "log" / f"security-{NOON:%Y-%m-%d}.jsonl").read_text()
    traffic = (tmp_path / "log" / f"traffic-{NOON:%Y-%m-%d}.jsonl").read_text()
    for secret in ("somchai", PASSWORD, "10.9.8.7", "a-secret-of-a-link"):
        assert secret not in events, secret
    assert "10.9.8.7" in traffic
    assert "somchai" not in traffic
    ids = [json.loads(line)["request_id"] for line in events.splitlines()]
    assert ids == [json.loads(line)["request_id"] for line in traffic.splitlines()]
    assert len(set(ids)) == len(ids) >= 2


def failure(seconds: float = 0, *, network: str = "a", **values: Any) -> SecurityEvent:
    given: dict[str, Any] = {"event": "log-in", "result": "failed", **values}
    return SecurityEvent(at=NOON + timedelta(seconds=seconds), network=network, **given)


def test_a_flood_of_one_kind_leaves_a_few_lines_and_their_number(log: SecurityLog, tmp_path: Path) -> None:
    events = EventLog(log)
    for _ in range(5_000):
        events.write(failure(), {"address": "10.9.8.7"})
    events.write(failure(60), {})
    found = list(EventLog(log).read(since=NOON, until=NOON + timedelta(minutes=2)))
    assert len(found) == MOST_ALIKE + 2
    assert sum(1 + one.repeated for one in found) == 5_001
    assert sum(file.stat().st_size for file in (tmp_path / "log").iterdir()) < 20_000


def test_a_flood_from_many_networks_has_a_bound_too(log: SecurityLog) -> None:
    events = EventLog(log)
    for number in range(20_000):
        events.write(failure(network=str(number)), {})
    assert len(list(EventLog(log).read(since=NOON, until=NOON))) == 3_000


def test_no_flood_hides_what_an_account_does(log: SecurityLog) -> None:
    events = EventLog(log)
    acts: list[dict[str, Any]] = [
        {"event": "desk", "result": "done", "account": 7, "route": DRAW},
        {"event": "desk", "result": "done", "account": 7, "route": "/desk"},
        {"event": "log-in", "result": "done", "account": 7},
    ]
    for number in range(8_000):
        events.write(failure(network=str(number)), {})
    for act in acts:
        for _ in range(40):
            events.write(failure(**act), {"address": "10.9.8.7"})
    found = [one for one in EventLog(log).read(since=NOON, until=NOON) if one.account == 7]
    assert len(found) == 120


def test_torn_lines_and_long_ones_do_not_stop_the_reader(log: SecurityLog, tmp_path: Path) -> None:
    log.write(failure(about={"x": "y" * LONGEST_LINE}).as_line(), at=NOON)
    for torn in ('{"at": "2026-1', "null", "[" * 100_000, '{"at": 5}', '{"at": "2026-11-23", "what": 1}'):
        with (tmp_path / "log" / f"security-{NOON:%Y-%m-%d}.jsonl").open("a") as file:
            file.write(torn + "\n")
    log.write(failure().as_line(), at=NOON)
    assert list(EventLog(log).read(since=NOON, until=NOON)) == [failure()]


def test_a_line_break_in_an_event_makes_no_second_line(log: SecurityLog, tmp_path: Path) -> None:
    forged = 'x\n{"event": "log-in", "result": "done", "account": 1}\r\n'
    log.write(failure(about={"name": forged}).as_line(), at=NOON)
    [line] = (tmp_path / "log" / f"security-{NOON:%Y-%m-%d}.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["about"] == {"name": forged}


def test_a_disk_that_refuses_does_not_stop_the_site(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    SecurityLog(str(tmp_path / "file")).write(failure().as_line(), at=NOON)


def test_syslog_gets_the_same_line() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        syslog.settimeout(10)
        with closing(SecurityLog("", f"127.0.0.1:{syslog.getsockname()[1]}")) as log:
            log.write(failure().as_line(), at=NOON)
        received = syslog.recv(10_000)
    # The number is the facility authpriv and the severity informational: 8 * 10 + 6.
    assert received.startswith(b"<86>idea4gov: {")
    assert received.endswith(failure().as_line().encode())


def test_addresses_go_after_ninety_days_and_events_stay_as_long_as_is_set(
    log: SecurityLog, tmp_path: Path
) -> None:
    for days in (0, 89, 91, 399, 401):
        log.write(failure().as_line(), at=NOON - timedelta(days=days), traffic="{}")
    assert EventLog(log).remove_old(keep_days=400, now=NOON) == 4
    left = sorted(file.name for file in (tmp_path / "log").iterdir())
    days_of = {kind: [one for one in left if one.startswith(kind)] for kind in ("security", "traffic")}
    assert {kind: len(files) for kind, files in days_of.items()} == {"security": 4, "traffic": 2}
    assert f"traffic-{date(2026, 8, 26).isoformat()}.jsonl" in left


@pytest.mark.parametrize(
    "line",
    [
        '{"at": "2026-11-23T12:00:00", "event": "log-in", "result": "failed"}',
        '{"at": "2026-11-23T12:00:00+00:00", "event": 5, "result": "failed"}',
        '{"at": "2026-11-23T12:00:00+00:00", "event": "log-in", "result": "failed", "repeated": "9"}',
        '{"at": "2026-11-23T12:00:00+00:00", "event": "log-in", "result": "failed", "about": []}',
        '{"at": "2026-11-23T12:00:00+00:00", "event": "log-in", "result": "failed", "account": true}',
    ],
)
def test_a_line_with_other_types_is_no_event(line: str) -> None:
    assert read_line(line) is None


def test_a_line_is_ascii_whatever_is_in_it() -> None:
    line = failure(about={"code": "a\nb\x1b[2J\x9b\u202e\u2028ก"}, operator="ก").as_line()
    assert line.isascii()
    assert line.isprintable()


def test_closing_a_board_is_told_though_it_is_not_below_the_desk(
    logged_app: Flask, sqlite_database: Database, log: SecurityLog
) -> None:
    site, account = officer(logged_app, sqlite_database)
    site.client.post("/boards/1/close")
    assert told(log) == [("desk", "failed", account)]


def test_processes_that_write_at_once_leave_whole_lines(log: SecurityLog, tmp_path: Path) -> None:
    line = failure(about={"x": "y" * 3_000}).as_line()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: SecurityLog(str(tmp_path / "log")).write(line, at=NOON), range(200)))
    assert len(list(EventLog(log).read(since=NOON, until=NOON))) == 200


def test_tries_to_enter_an_account_are_found_by_its_address(logged_app: Flask, log: SecurityLog) -> None:
    Site(logged_app).submit("/log-in", {"email": "SomChai@Example.org ", "password": "x"})
    [event] = EventLog(log).read(since=NOON, until=NOON)
    signer = logged_app.extensions["idea4gov"].signer
    assert event.tried == email_digest(signer.keyed_digest, "somchai@example.org")
