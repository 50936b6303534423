"""The file of failures: many processes write it, it ends, and it stops nobody."""

import multiprocessing
from datetime import timedelta
from pathlib import Path

import pytest

from idea4gov.domain.failures import Failure
from idea4gov.outside.failure_log import MOST_BYTES, NAME, FailureLog
from tests.conftest import NOON

ONE = Failure(NOON, "unexpected", "KeyError", "/boards/<id:board_id>", "00ff12ab34cd56ef")


def flood(folder: str, error: str) -> None:
    log = FailureLog(folder)
    for n in range(500):
        log.add(Failure(NOON + timedelta(seconds=n), "away", error, "/", f"{n:016x}"))


def test_processes_that_fail_at_once_leave_whole_lines_in_a_bounded_file(tmp_path: Path) -> None:
    FailureLog(str(tmp_path)).add(ONE)
    context = multiprocessing.get_context("fork")
    errors = ("OperationalError", "InterfaceError")
    writers = [context.Process(target=flood, args=(str(tmp_path), error)) for error in errors]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    found = FailureLog(str(tmp_path)).read()
    assert {one.error for one in found} == {"KeyError", *errors}
    assert len(found) == 7
    assert (tmp_path / NAME).stat().st_size <= MOST_BYTES + 1_000
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_old_failures_go(tmp_path: Path) -> None:
    log = FailureLog(str(tmp_path / "not yet there"))
    log.remove_before(NOON)
    late = ONE._replace(at=NOON + timedelta(days=2))
    log.add(ONE)
    log.add(late)
    log.remove_before(NOON + timedelta(days=1))
    assert log.read() == [late]


def test_lines_of_others_are_passed_over(tmp_path: Path) -> None:
    log = FailureLog(str(tmp_path))
    (tmp_path / NAME).write_bytes(b"\xff\xfe" * 300_000 + b"\nmalee@example.org\n")
    log.add(ONE)
    assert log.read() == [ONE]
    assert (tmp_path / NAME).stat().st_size < MOST_BYTES


def test_a_place_that_cannot_be_written_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    FailureLog(str(tmp_path / "file" / "folder")).add(ONE)
    assert [record.getMessage() for record in caplog.records] == ["failure_not_noted Not a directory"]
    FailureLog().add(ONE)
    assert FailureLog().read() == []
