"""`idea4gov traffic export`: an extract for a case, which the audit log tells."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from idea4gov.cli import cli
from idea4gov.domain.traffic import Passage
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.models import AuditEntry
from idea4gov.store.session import Database
from tests.settings import PRODUCTION

CASE = "อ. 12/2569 สภ.แสนสุข"
# 00:30 of the first day in Thailand; 23:30 of the last; and a minute behind that day.
FIRST, LAST = datetime(2026, 11, 29, 17, 30, tzinfo=UTC), datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
BEHIND = datetime(2026, 11, 30, 17, 1, tzinfo=UTC)


def passage(at: datetime, account: int | None = 7, address: str = "203.0.113.9") -> Passage:
    return Passage(at, address, account, "GET", "/boards/<id:board_id>", 200, "0123456789abcdef")


@pytest.fixture
def export(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Result]:
    log = TrafficLog(str(tmp_path / "log"))
    for one in (
        passage(FIRST),
        passage(LAST, account=8),
        passage(LAST, None, "2001:db8::1"),
        passage(BEHIND),
    ):
        log.write(one.as_line(), at=one.at)
    log.write('{"torn', at=LAST)
    log.close()
    for name, value in {
        **PRODUCTION,
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
        "IDEA4GOV_SECURITY_LOG_DIR": str(tmp_path / "log"),
    }.items():
        monkeypatch.setenv(name, value)

    def run(*more: str, case: str = CASE, last: str = "30/11/2569") -> Result:
        days = ["--from", "30 พ.ย. 2569", "--to", last, "--for", case]
        return CliRunner().invoke(cli, ["traffic", "export", *days, "--output", str(tmp_path / "out"), *more])

    return run


def entries(database: Database) -> list[AuditEntry]:
    with database.reading() as db:
        return list(db.scalars(select(AuditEntry)))


def test_the_days_that_are_asked_for_are_written_and_the_audit_log_tells_why(
    export: Callable[..., Result], sqlite_database: Database, tmp_path: Path
) -> None:
    answer = export()
    assert (answer.exit_code, answer.output) == (0, f"3 requests are in {tmp_path / 'out'}.\n")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [one["at"] for one in lines] == [FIRST.isoformat(), LAST.isoformat(), LAST.isoformat()]
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600
    [entry] = entries(sqlite_database)
    assert (entry.act, entry.subject_id, entry.data["lines"]) == ("export_traffic", CASE, 3)
    assert '"traffic export"' in (next((tmp_path / "log").glob("security-*"))).read_text()


@pytest.mark.parametrize(
    ("option", "count"), [(("--account", "8"), 1), (("--address", "2001:db8::1"), 1), (("--account", "9"), 0)]
)
def test_no_more_is_handed_out_than_is_asked_for(
    option: tuple[str, str],
    count: int,
    export: Callable[..., Result],
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    assert export(*option).exit_code == 0
    assert len((tmp_path / "out").read_text().splitlines()) == count
    [entry] = entries(sqlite_database)
    assert "2001:db8" not in str(entry.data)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"case": "  "}, "for which case"),
        ({"last": "29/11/2569"}, "before the first"),
        ({"last": "x"}, "day"),
    ],
)
def test_an_extract_without_a_case_or_days_is_refused(
    arguments: dict[str, str],
    says: str,
    export: Callable[..., Result],
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    answer = export(**arguments)
    assert answer.exit_code != 0
    assert says in answer.output + str(answer.exception)
    assert (entries(sqlite_database), (tmp_path / "out").exists()) == ([], False)


def test_a_file_that_is_there_is_not_written_over(
    export: Callable[..., Result], sqlite_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("another case")
    assert export().exit_code != 0
    assert ((tmp_path / "out").read_text(), entries(sqlite_database)) == ("another case", [])
