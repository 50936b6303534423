"""Alarms by mail: what the security log shows at once to those who have to act."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.security_alarms import raise_alarms
from idea4gov.actions.security_log import EventLog
from idea4gov.domain.security_log import SecurityEvent
from idea4gov.outside.security_log import SecurityLog
from idea4gov.store.models import OutgoingMail
from idea4gov.store.session import Database
from tests.attacks.test_security_log import OFFICER, failure, log, logged_app, told
from tests.conftest import NOON, Clock
from tests.factories import add_account, grant
from tests.web.conftest import PASSWORD_HASH, Site

__all__ = ["log", "logged_app"]

NIGHT = NOON.replace(hour=16)


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ([failure(one) for one in range(49)], ["one-network-guesses"]),
        ([failure(one, network=str(one)) for one in range(49)], []),
        ([failure(one, network=str(one)) for one in range(50)], ["log-ins-fail"]),
        ([failure(one * 7, network=str(one)) for one in range(50)], []),
        ([failure(repeated=49)], ["log-ins-fail", "one-network-guesses"]),
        ([failure(one, result="done") for one in range(99)], []),
        ([failure(one, event="read-roll", result="done", account=7) for one in range(100)], ["rolls-read"]),
        ([failure(one, event="read-roll", result="done", account=one) for one in range(100)], []),
        ([failure(event="new-device", result="done", account=7, about={"official": True})], []),
        (
            [SecurityEvent(at=NIGHT, event="new-device", result="done", account=7, about={"official": True})],
            ["new-device-at-night"],
        ),
        ([SecurityEvent(at=NIGHT, event="new-device", result="done", account=7)], []),
    ],
)
def test_an_alarm_goes_to_the_administrators_once_an_hour(
    sqlite_database: Database, log: SecurityLog, events: list[SecurityEvent], names: list[str]
) -> None:
    with sqlite_database.transaction() as db:
        grant(db, add_account(db, "nation@example.go.th"), "admin", local_government=None)
        grant(db, add_account(db, "place@example.go.th"), "admin")
        grant(db, add_account(db, "moderator@example.go.th"))
    for one in events:
        log.write(one.as_line(), at=one.at)
    notified: dict[tuple[str, str], Any] = {}

    def look(now: datetime) -> list[str]:
        site = "https://pb.example.go.th"
        due = raise_alarms(sqlite_database, EventLog(log), notified, site_url=site, contact="", now=now)
        return [one.name for one in due]

    last = max(one.at for one in events)
    assert sorted(look(last)) == names
    assert look(last + timedelta(seconds=1)) == []
    with sqlite_database.reading() as db:
        mails = db.scalars(select(OutgoingMail)).all()
    assert [one.recipient for one in mails] == ["nation@example.go.th"] * bool(names)
    assert all(one.body.count("\n- ") == len(names) for one in mails)


@pytest.fixture
def nation(sqlite_database: Database) -> Database:
    with sqlite_database.transaction() as db:
        grant(db, add_account(db, "nation@example.go.th"), "admin", local_government=None)
    return sqlite_database


def raised(
    database: Database, log: SecurityLog, notified: dict[tuple[str, str], Any], now: datetime
) -> list[str]:
    site = "https://pb.example.go.th"
    due = raise_alarms(database, EventLog(log), notified, site_url=site, contact="", now=now)
    return sorted({one.name for one in due})


def mails(database: Database) -> list[str]:
    with database.reading() as db:
        return [one.body for one in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]


def test_a_flood_of_alarms_buries_nobody_in_mails(nation: Database, log: SecurityLog) -> None:
    notified: dict[tuple[str, str], Any] = {}
    for minute in range(60):
        for number in range(40):
            event = failure(60 * minute + number, network=f"{minute} {number % 2}")
            log.write(event.as_line(), at=event.at)
        raised(nation, log, notified, NOON + timedelta(minutes=minute, seconds=59))
    sent = mails(nation)
    assert 1 <= len(sent) <= 6
    assert max(one.count("\n- ") for one in sent) <= 7
    assert "และเหตุแบบเดียวกันอีก" in sent[-1]


def test_an_alarm_of_another_kind_is_told_at_once(nation: Database, log: SecurityLog) -> None:
    notified: dict[tuple[str, str], Any] = {}
    for number in range(60):
        log.write(replace(failure(network=str(number)), at=NIGHT).as_line(), at=NIGHT)
    assert raised(nation, log, notified, NIGHT) == ["log-ins-fail"]
    device: dict[str, Any] = {
        "event": "new-device",
        "result": "done",
        "account": 1,
        "about": {"official": True},
    }
    entered = replace(failure(**device), at=NIGHT + timedelta(minutes=1))
    log.write(entered.as_line(), at=entered.at)
    assert raised(nation, log, notified, entered.at) == ["new-device-at-night"]


def test_an_alarm_names_the_account_and_the_hour_in_thailand(nation: Database, log: SecurityLog) -> None:
    with nation.transaction() as db:
        account = add_account(db, OFFICER, display_name="พิมพ์ใจ แผนงาน")
    at = NOON.replace(hour=19, minute=14)
    entered = replace(
        failure(event="new-device", result="done", account=account, about={"official": True}), at=at
    )
    log.write(entered.as_line(), at=at)
    raised(nation, log, {}, at)
    [mail] = mails(nation)
    assert f"- 02.14 น. บัญชีเจ้าหน้าที่หมายเลข {account} (พิมพ์ใจ แผนงาน)" in mail


def test_a_password_that_an_official_chooses_by_mail_at_night_is_alarming(
    logged_app: Flask, nation: Database, log: SecurityLog, clock: Clock
) -> None:
    clock.now = NIGHT
    with nation.transaction() as db:
        account = add_account(db, OFFICER, password_hash=PASSWORD_HASH)
        grant(db, account)
    visitor = Site(logged_app)
    visitor.submit("/forgotten-password", {"email": OFFICER})
    link = re.search(r"/reset-password/\S+", mails(nation)[-1])
    assert link
    visitor.submit(link[0], {"password": "ยายสองคนขี่จักรยานไปซื้อร่มสีม่วง"})
    assert told(log)[-1] == ("new-password", "done", account)
    assert raised(nation, log, {}, NIGHT) == ["new-password-at-night"]


def test_a_worker_that_starts_anew_does_not_tell_again(nation: Database, log: SecurityLog) -> None:
    for number in range(60):
        log.write(failure(number, network=str(number)).as_line(), at=NOON)
    assert raised(nation, log, {}, NOON + timedelta(minutes=2)) == ["log-ins-fail"]
    assert raised(nation, log, {}, NOON + timedelta(minutes=3)) == []
    assert told(log)[-1] == ("alarm", "done", None)


def test_a_spike_that_nobody_looked_at_in_time_is_still_told(nation: Database, log: SecurityLog) -> None:
    for number in range(60):
        log.write(failure(number, network=str(number)).as_line(), at=NOON)
    assert raised(nation, log, {}, NOON + timedelta(minutes=40)) == ["log-ins-fail"]


def test_a_log_that_cannot_be_written_is_told_by_mail(nation: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    silent = SecurityLog(str(tmp_path / "file"))
    notified: dict[tuple[str, str], Any] = {}
    assert raised(nation, silent, notified, NOON) == ["log-not-written"]
    assert raised(nation, silent, notified, NOON + timedelta(minutes=1)) == []
    assert len(mails(nation)) == 1
