"""`idea4gov report` helps, and holds nothing of anybody."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.domain.failures import Failure
from idea4gov.outside.failure_log import FailureLog
from idea4gov.store.mail import RelayFault, add_mail, save_relay_fault
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal

# Each is somewhere in the settings, the database or the log, and must be nowhere in the report.
PRIVATE = (
    "malee", "chaiyaphum", "สมหญิง", "ใจดีมาก", "hunter2", "tok-93f1", "10.11.12.13", "relay.inside",
    "dpo-name", "ที่พิมพ์ไว้", "$argon2", "s3cr3t", "bucket-name", "redis.inside",
)  # fmt: skip


@pytest.fixture
def settings(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in which every place that may hold something of somebody does."""
    for name, value in {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_SECRET_KEY": "s3cr3t of the tests that is long enough",
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
        "IDEA4GOV_MAIL_URL": "smtps://malee:hunter2@relay.inside:465",
        "IDEA4GOV_MAIL_FROM": "สมหญิง <malee@chaiyaphum.example>",
        "IDEA4GOV_REDIS_URL": "redis://:hunter2@redis.inside/0",
        "IDEA4GOV_FILES_URL": "s3://bucket-name?endpoint=http://10.11.12.13:9000",
        "IDEA4GOV_FILES_KEY": "malee",
        "IDEA4GOV_FILES_SECRET": "hunter2",
        "IDEA4GOV_METRICS_TOKEN": "tok-93f1-tok-93f1-tok-93f1-tok-93f1",
        "IDEA4GOV_DATA_PROTECTION_OFFICER": "dpo-name 10.11.12.13",
        "IDEA4GOV_CONTROLLER": "สมหญิง ใจดีมาก",
        "IDEA4GOV_PRIVATE_HOSTS": "redis.inside 10.11.12.13",
        "IDEA4GOV_SYSLOG": "relay.inside:514",
        "IDEA4GOV_DEMO_PASSWORD": "hunter2-hunter2",
    }.items():
        monkeypatch.setenv(name, value)
    with sqlite_database.transaction() as db:
        account = add_account(
            db, "malee@chaiyaphum.example", display_name="สมหญิง ใจดีมาก", password_hash="$argon2id$x"
        )
        board = add_board(db, account, title="เรื่องที่พิมพ์ไว้")
        add_proposal(db, board, title="ข้อเสนอที่พิมพ์ไว้")
        add_mail(db, recipient="malee@chaiyaphum.example", subject="ที่พิมพ์ไว้", body="tok-93f1", now=NOON)
        save_relay_fault(db, RelayFault(2, NOON, NOON, "relay.inside said malee"))


def log_lines() -> list[str]:
    usual = {"timestamp": "2026-11-30T10:00:00Z", "request_id": "1", "route": "/boards/<id:board_id>"}
    failed = {**usual, "event": "unexpected_error", "error": "KeyError", "exception": "KeyError: 'malee'"}
    told = [
        failed,
        {**failed, "timestamp": "2026-11-30T11:00:00Z"},
        {**usual, "event": "database_unavailable", "failure": "away", "message": "no host relay.inside"},
        {**usual, "event": "request", "status": 503},
        {**usual, "event": "request", "status": 200},
        {**usual, "event": "unexpected_error", "error": "malee hunter2", "route": "/Malee/สมหญิง"},
        {"event": ["malee"]},
        ["malee"],
    ]
    return [*(json.dumps(one, ensure_ascii=False) for one in told), "malee hunter2 10.11.12.13", "[" * 99_999]


@pytest.mark.usefixtures("settings")
def test_a_report_tells_of_the_installation_and_of_nobody(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(log_lines()), encoding="utf-8")
    result = CliRunner().invoke(cli, ["report", "--check", "--log", str(log)])
    assert result.exit_code == 0, result.output
    assert [each for each in PRIVATE if each in result.output] == []
    told = json.loads(result.output)
    assert told["rows"]["proposal"] == told["rows"]["outgoing_mail"] == told["figures"]["mails_waiting"] == 1
    assert told["settings"]["IDEA4GOV_MAIL_URL"] == "set (smtps)"
    assert told["settings"]["IDEA4GOV_WORKERS"] == 2
    assert told["settings"]["IDEA4GOV_SECURITY_CONTACT"] == "not set"
    assert {"worker", "relay", "mails"} <= set(told["to_look_at"])
    assert told["errors"][0] == {
        "kind": "unexpected_error",
        "error": "KeyError",
        "route": "/boards/<id:board_id>",
        "times": 2,
        "first": "2026-11-30T10:00:00",
        "last": "2026-11-30T11:00:00",
    }
    assert sorted(one["kind"] for one in told["errors"][1:]) == [
        "answer 503",
        "database_unavailable",
        "unexpected_error",
    ]


@pytest.mark.usefixtures("settings")
def test_a_report_is_made_without_a_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IDEA4GOV_SECURITY_LOG_DIR", str(tmp_path))
    failures = FailureLog(str(tmp_path))
    failures.add(Failure(NOON, "away", "OperationalError", "/boards/<id:board_id>", "00ff12ab34cd56ef"))
    failures.add(Failure(NOON, "job", "malee", "สมหญิง", "17"))
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", "sqlite:////nowhere/malee/hunter2.sqlite3")
    result = CliRunner().invoke(cli, ["report"])
    assert result.exit_code == 0, result.output
    assert [each for each in PRIVATE if each in result.output] == []
    told = json.loads(result.output)
    assert "not read" in told["database"]
    assert [list(one.values()) for one in told["failures"]] == [
        [NOON.isoformat(), "away", "OperationalError", "/boards/<id:board_id>", "00ff12ab34cd56ef"],
        [NOON.isoformat(), "job", "", "", "17"],
    ]
