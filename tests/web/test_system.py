"""/desk/system: green and red for administrators of the nation, with what to do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from idea4gov.actions.backups import record_backup
from idea4gov.actions.clock import keep_pulse
from idea4gov.domain.failures import Failure
from idea4gov.domain.system import Figures
from idea4gov.outside.failure_log import FailureLog
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, Site

WELL, WRONG = "ปกติ", "กรุณาตรวจสอบ"


@pytest.fixture
def admin(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Site:
    """An administrator of the nation, of a machine with much room."""
    monkeypatch.setattr("idea4gov.actions.system.disk_under", lambda _folder: (90 * 1024**3, 100 * 1024**3))
    with database.transaction() as db:
        add_official(
            db,
            email="office@example.org",
            password_hash=PASSWORD_HASH,
            province=None,
            local_government=None,
            role="admin",
        )
    visitor = Site(app)
    visitor.enter("office@example.org")
    return visitor


def test_all_is_green_where_nothing_is_wrong(admin: Site, database: Database, clock: Clock) -> None:
    keep_pulse(database, "worker", now=clock())
    record_backup(database, taken_at=clock(), rehearsed_at=clock())
    page = admin.get("/desk/system").text
    assert f"<strong>{WRONG}</strong>" not in page
    assert page.count(f"<strong>{WELL}</strong>") == 10
    assert 'href="/desk/system"' in admin.get("/desk").text


def test_a_worker_whose_clock_is_ahead_spoke_just_now(admin: Site, database: Database, clock: Clock) -> None:
    keep_pulse(database, "worker", now=clock() + timedelta(minutes=2))
    assert "เมื่อ 0 วินาทีที่แล้ว" in admin.get("/desk/system").text


def test_what_is_wrong_is_red_and_says_what_to_do(admin: Site, database: Database, clock: Clock) -> None:
    with database.transaction() as db:
        add_mail(db, recipient="malee@example.org", subject="s", body="b", now=clock() - timedelta(hours=1))
    page = admin.get("/desk/system").text
    assert page.count(f"<strong>{WRONG}</strong>") == 4
    assert "--rehearse" in page
    assert "idea4gov-worker" in page
    assert "malee" not in page


@pytest.mark.parametrize(
    ("state", "days", "said"), [("unknown", 0, "ระบบบอกไม่ได้ว่าปิดไปนานเท่าใด"), ("wrong", -12, "ฐานข้อมูล 12 วัน")]
)
def test_a_clock_nobody_may_rely_on_is_told_in_words(
    admin: Site, monkeypatch: pytest.MonkeyPatch, state: str, days: int, said: str
) -> None:
    reading = Figures.__init__

    def off(self: Figures, **figures: object) -> None:
        reading(self, **(figures | {"clock": state, "skew": timedelta(days=days)}))  # type: ignore[arg-type]

    monkeypatch.setattr(Figures, "__init__", off)
    assert said in admin.get("/desk/system").text


def test_the_last_errors_are_shown_with_their_numbers(
    admin: Site, app: Flask, clock: Clock, tmp_path: Path
) -> None:
    assert "ไม่มีในช่วง 30 วันที่ผ่านมา" in admin.get("/desk/system").text
    failures = FailureLog(str(tmp_path))
    failures.add(Failure(clock(), "unexpected", "KeyError", "/boards/<id:board_id>", "00ff12ab34cd56ef"))
    app.extensions["idea4gov"] = replace(app.extensions["idea4gov"], failures=failures)
    page = admin.get("/desk/system").text
    assert all(each in page for each in ("KeyError", "/boards/&lt;id:board_id&gt;", "00ff12ab34cd56ef"))


def test_failures_that_cannot_be_read_are_said(admin: Site, app: Flask, tmp_path: Path) -> None:
    # As a folder, for tests may run as root, who may read all files.
    (tmp_path / "failures.jsonl").mkdir()
    failures = FailureLog(str(tmp_path))
    app.extensions["idea4gov"] = replace(app.extensions["idea4gov"], failures=failures)
    assert "failures.jsonl" in admin.get("/desk/system").text


def test_a_database_that_is_away_is_said(admin: Site, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idea4gov.web.http.metrics.read_figures", _fails)
    page = admin.get("/desk/system").text
    assert "ฐานข้อมูลไม่ตอบ" in page


def test_officials_of_a_province_do_not_see_it(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        add_official(db, email="town@example.org", password_hash=PASSWORD_HASH, role="admin")
    visitor = Site(app)
    visitor.enter("town@example.org")
    visitor.get("/desk/system", status=404)


def _fails(*_given: object, **_named: object) -> None:
    raise OSError("the disk is gone")
