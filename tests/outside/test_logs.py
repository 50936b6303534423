"""Each line that the worker writes during a job bears the job's kind and the id of that run."""

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest

from idea4gov.outside.logs import as_job, set_up_logging
from tests.parallel import at_once

LOG = logging.getLogger(__name__)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging(level="info", readable=False)
    yield stream
    set_up_logging(level="error", readable=True)


def ignore(*_said: object) -> None:
    """Note nothing."""


def test_lines_of_jobs_at_the_same_time_are_told_apart(log: StringIO) -> None:
    def settle() -> None:
        LOG.warning("round_not_settled id=7")
        LOG.error("settled_late")

    at_once([as_job("rounds", settle, ignore)] * 2)
    LOG.warning("afterwards")
    *lines, after = [json.loads(line) for line in log.getvalue().splitlines()]
    events: dict[str, list[str]] = {}
    for line in lines:
        assert line["job"] == "rounds"
        events.setdefault(line["job_id"], []).append(line["event"])
    assert list(events.values()) == [["round_not_settled id=7", "settled_late"]] * 2
    assert after.keys().isdisjoint({"job", "job_id"})


def test_a_job_that_fails_is_logged_once_with_its_way_and_stops_nobody(log: StringIO) -> None:
    def fail(number: int) -> None:
        raise KeyError(number)

    noted: list[tuple[str, str, str]] = []
    as_job("export", fail, lambda error, *rest: noted.append((type(error).__name__, *rest)))(7)
    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert (line["event"], line["error"], line["job"]) == ("job_failed", "KeyError", "export")
    assert noted == [("KeyError", "export", line["job_id"])]
    assert len(line["job_id"]) == 16
    assert line["exception"].count("Traceback") == 1
