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
from idea4gov.outside.security_log import SecurityLog
from idea4gov.store.session import Database
from tests.attacks.test_security_log import DRAW, OFFICER, failure, log
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
    assert "log-ins-fail: 60 log-ins failed within 5 minutes" in sums
    assert "role  done  " in sums
    assert f"local_government={SAEN_SUK}" in sums
    one = command("security", "report", "--email", OFFICER)
    assert f"desk  done  account {account}" in one
    assert f"{DRAW}  round_id=3" in one
    assert "command=user grant" in one
    assert "log-in" not in one
    lines = command("security", "report", "--account", str(account), "--json").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["desk"]
    assert len(command("security", "report", "--network", "feed", "--json").splitlines()) == 60
