"""Traffic data of several processes lies in one file for each day, whole, private, and ends by itself."""

import json
import logging
import multiprocessing
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from idea4gov.domain.traffic import LEAST_DAYS
from idea4gov.outside.traffic_log import TrafficLog
from tests.conftest import NOON

LINES, LENGTH = 2_000, 300
FILE = f"access-{NOON.date()}.jsonl"


def write_many(folder: str, sign: str) -> None:
    log = TrafficLog(folder)
    for number in range(LINES):
        log.write(json.dumps([number, sign * LENGTH]), at=NOON + timedelta(milliseconds=number))


def test_lines_of_several_processes_are_whole(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(str(tmp_path / "log"), sign)) for sign in "abc"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    read = [json.loads(line) for line in TrafficLog(str(tmp_path / "log")).read(since=NOON, until=NOON)]
    assert sorted(read) == sorted([number, sign * LENGTH] for number in range(LINES) for sign in "abc")


def test_only_the_service_reads_the_folder_and_its_files(tmp_path: Path) -> None:
    TrafficLog(str(tmp_path / "log")).write("{}", at=NOON)
    [file] = (tmp_path / "log").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == (FILE, 0o600)
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_each_day_has_a_file_and_one_that_is_over_ends(tmp_path: Path) -> None:
    log = TrafficLog(str(tmp_path))
    for days in range(LEAST_DAYS + 2):
        log.write("{}", at=NOON + timedelta(days=days))
    # The day before that is kept whole, for its last minute is not 90 days old yet.
    now = NOON + timedelta(days=LEAST_DAYS + 1)
    assert log.remove_old(keep_days=LEAST_DAYS, now=now) == 1
    assert len(list(tmp_path.iterdir())) == LEAST_DAYS + 1
    assert not (tmp_path / FILE).exists()


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    log = TrafficLog(str(tmp_path))
    log.write("1", at=NOON)
    (tmp_path / FILE).rename(tmp_path / "copy")
    log.write("2", at=NOON + timedelta(minutes=1))
    assert list(log.read(since=NOON, until=NOON)) == ["2\n"]


def test_a_failure_is_told_once_and_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "log").write_text("no folder")
    log = TrafficLog(str(tmp_path / "log"))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            log.write("{}", at=NOON)
    assert [one.getMessage() for one in caplog.records] == ["traffic_log_not_written File exists"]
    (tmp_path / "log").unlink()
    log.write("{}", at=NOON)
    assert list(log.read(since=NOON, until=NOON)) == ["{}\n"]


def test_without_a_folder_nothing_is_written() -> None:
    log = TrafficLog("")
    log.write("{}", at=NOON)
    assert (list(log.read(since=NOON, until=NOON)), log.remove_old(keep_days=90, now=NOON)) == ([], 0)
