"""`idea4gov security report`: the person on duty is told who did what, and when."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.domain.security_log import email_digest
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.store.session import Database
from tests.attacks.test_security_log import OFFICER, failure, log
from tests.factories import SAEN_SUK, add_account, add_local_government
from tests.settings import PRODUCTION

__all__ = ["log"]


@pytest.fixture
def command(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    for name, value in {
        **PRODUCTION,
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
        "IDEA4GOV_SECURITY_LOG_DIR": str(tmp_path / "log"),
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> str:
        answer = CliRunner().invoke(cli, arguments)
        assert answer.exit_code == 0, answer.output
        return answer.output

    return run


def moment_in_thailand(at: datetime) -> str:
    here = at + timedelta(hours=7)
    return f"{here.year + 543}-{here:%m-%d %H:%M:%S}"


def test_the_report_tells_who_did_what(
    sqlite_database: Database, command: Callable[..., str], log: SecurityLog
) -> None:
    moment = datetime.now(UTC) - timedelta(minutes=1)
    with sqlite_database.transaction() as db:
        account = add_account(db, OFFICER)
        add_local_government(db)
    for _ in range(60):
        log.write(replace(failure(network="feed"), at=moment).as_line(), at=moment)
    done: dict[str, Any] = {
        "event": "desk",
        "result": "done",
        "account": account,
        "route": "/desk/rounds/<id:round_id>/draw",
    }
    log.write(
        replace(
            failure(**done), at=moment, route="/desk/rounds/<id:round_id>/draw", about={"round_id": 3}
        ).as_line(),
        at=moment,
    )
    command("user", "grant", OFFICER, "moderator", "--local-government", SAEN_SUK)
    sums = command("security", "report")
    assert "     60  log-in  failed" in sums
    assert "     60  feed" in sums
    assert "log-ins-fail: 60 log-ins failed in a short time" in sums
    assert "role  done  operator " in sums
    assert f"       1  desk  done  /desk/rounds/<round_id>/draw  {moment_in_thailand(moment)}" in sums
    assert f"local_government={SAEN_SUK}" in sums
    one = command("security", "report", "--email", OFFICER)
    assert f"desk  done  account {account}" in one
    assert "/desk/rounds/3/draw" in one
    assert "command=user grant" in one
    assert "log-in" not in one
    lines = command("security", "report", "--account", str(account), "--json").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["desk"]
    assert len(command("security", "report", "--network", "feed", "--json").splitlines()) == 60


def digest(email: str) -> str:
    return email_digest(Signer([PRODUCTION["IDEA4GOV_SECRET_KEY"]]).keyed_digest, email)


def write(log: SecurityLog, at: datetime, address: str = "", **values: Any) -> None:
    event = replace(failure(**values), at=at)
    beside = json.dumps({"request_id": event.request_id, "address": address}) if address else ""
    log.write(event.as_line(), at=at, traffic=beside)


def test_the_report_says_who_entered_behind_wrong_passwords_and_from_where(
    sqlite_database: Database, command: Callable[..., str], log: SecurityLog
) -> None:
    with sqlite_database.transaction() as db:
        official = add_account(db, OFFICER, display_name="พิมพ์ใจ")
        citizen = add_account(db, "somchai@example.org")
    start = datetime.now(UTC) - timedelta(minutes=30)
    for number in range(6):
        tried = digest(OFFICER) if number < 3 else digest(f"{number}@example.org")
        write(log, start, network=f"net{number}", tried=tried, request_id=f"r{number}", address="203.0.113.9")
    entered: dict[str, Any] = {"event": "log-in", "result": "done"}
    later = start + timedelta(minutes=1)
    write(
        log,
        later,
        account=official,
        tried=digest(OFFICER),
        network="new",
        request_id="in",
        address="203.0.113.7",
        **entered,
    )
    write(log, later, account=citizen, tried=digest("somchai@example.org"), network="home", **entered)
    write(
        log,
        later,
        event="new-device",
        result="done",
        account=official,
        network="new",
        request_id="in",
        about={"official": True},
    )
    sums = command("security", "report", "--addresses")
    behind = sums.partition("Log-ins behind")[2].partition("New and")[0]
    assert f"account {official} พิมพ์ใจ <{OFFICER}>  network new 203.0.113.7" in behind
    assert "3 wrong passwords of its account" in behind
    assert "somchai" not in behind
    assert (
        "203.0.113.7" in sums.partition("New and confirmed devices of officials")[2].partition("Changes")[0]
    )
    assert f"      3  {digest(OFFICER)}  account {official} พิมพ์ใจ <{OFFICER}>  " in sums
    assert "203.0.113.9" in sums.partition("Networks with most failures")[2]
    assert "203.0.113.7" not in command("security", "report")


@pytest.mark.parametrize(
    ("failures", "about", "is_shown"),
    [(1, {"official": True}, True), (0, {"official": True}, False), (2, {}, False), (3, {}, True)],
)
def test_a_log_in_behind_stuffing_is_worth_a_look_sooner_where_it_opens_an_office(
    command: Callable[..., str], log: SecurityLog, failures: int, about: dict[str, bool], is_shown: bool
) -> None:
    at = datetime.now(UTC) - timedelta(minutes=5)
    for number in range(failures):
        write(log, at, network="shared", tried=str(number))
    write(log, at, event="log-in", result="done", account=7, network="shared", tried="own", about=about)
    behind = command("security", "report").partition("Log-ins behind")[2].partition("New and")[0]
    assert ("account 7" in behind) is is_shown


def test_the_report_says_which_devices_open_an_office_from_now_on(
    sqlite_database: Database, command: Callable[..., str], log: SecurityLog
) -> None:
    with sqlite_database.transaction() as db:
        official = add_account(db, OFFICER, display_name="พิมพ์ใจ")
    at = datetime.now(UTC) - timedelta(minutes=1)
    write(log, at, event="second-factor", result="failed", account=official)
    write(log, at, event="second-factor", result="done", account=official, network="home")
    write(log, at, event="second-factor", result="done", operator="root", network="", tried=digest(OFFICER))
    devices = command("security", "report").partition("New and confirmed")[2].partition("Changes")[0]
    assert f"confirmed by a mailed code  account {official} พิมพ์ใจ <{OFFICER}>  network home" in devices
    assert f"confirmed by operator root  account {official} พิมพ์ใจ <{OFFICER}>" in devices
    assert len(devices.strip().splitlines()) == 3


def test_the_report_of_a_morning_still_tells_the_alarms_of_the_night(
    command: Callable[..., str], log: SecurityLog
) -> None:
    start = datetime.now(UTC) - timedelta(hours=9)
    for number in range(70):
        write(log, start + timedelta(seconds=number), network=str(number))
    sums = command("security", "report")
    last = start + timedelta(seconds=69)
    assert f"{moment_in_thailand(start)} to {moment_in_thailand(last)}  log-ins-fail: 70 " in sums


def test_a_flood_of_a_day_hides_nothing_from_the_report(
    command: Callable[..., str], log: SecurityLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idea4gov.outside.day_files.MOST_READ_BYTES", 1_000)
    start = datetime.now(UTC) - timedelta(minutes=2)
    write(log, start, event="token", result="done", account=7, route="/me/tokens")
    for number in range(200):
        write(log, start, network=str(number))
    assert "token  done  account 7" in command("security", "report")


def test_nothing_in_the_log_acts_on_the_terminal(command: Callable[..., str], log: SecurityLog) -> None:
    at = datetime.now(UTC) - timedelta(minutes=1)
    evil = "a\nb\x1b[2J\x9bm\u202ec"
    write(log, at, event="role", result="done", about={"command": evil}, operator=evil)
    for shown in (command("security", "report"), command("security", "report", "--all")):
        assert r"a\nb\x1b[2J\x9bm\u202ec" in shown
        assert all(sign.isprintable() or sign == "\n" for sign in shown)


def test_a_report_that_cannot_read_does_not_look_like_a_quiet_night(
    sqlite_database: Database, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEA4GOV_SECURITY_LOG_DIR", "/nowhere/security-log")
    answer = CliRunner().invoke(cli, ["security", "report"])
    assert answer.exit_code == 1
    assert "no security log in '/nowhere/security-log'" in answer.output


def test_without_its_database_the_report_has_numbers_and_no_names(
    command: Callable[..., str], log: SecurityLog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(log, datetime.now(UTC) - timedelta(minutes=1), event="role", result="done", account=7)
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert "role  done  account 7" in command("security", "report")
