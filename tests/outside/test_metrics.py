"""Processes of a server count together; of one that has ended only its counts are left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from idea4gov.outside.metrics_folder import (
    MOST_ENDED,
    VARIABLE,
    counting_together,
    forget_ended,
    shared_folder,
)

COUNTS = """
from idea4gov.outside import metrics
metrics.count_request("/", "GET", "2xx", 0.02)
metrics.note_queue(waiting=7, newly_turned_away=2)
"""
TELLS = COUNTS + "print(metrics.expose([]).decode())"


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_any_process_tells_of_all() -> None:
    with counting_together():
        run(COUNTS)
        told = run(TELLS).splitlines()
    assert 'idea4gov_requests_total{method="GET",route="/",status="2xx"} 2.0' in told
    assert 'idea4gov_request_seconds_count{route="/"} 2.0' in told
    assert "idea4gov_requests_turned_away_total 4.0" in told
    assert "idea4gov_requests_waiting 7.0" in told


def test_the_folder_is_gone_with_the_server() -> None:
    with counting_together():
        folder = shared_folder()
        assert folder is not None
        assert Path(folder).is_dir()
    assert not Path(folder).exists()
    assert shared_folder() is None
    assert VARIABLE not in os.environ


@pytest.mark.parametrize("more", [0, 5])
def test_counts_of_ended_processes_have_an_end(tmp_path: Path, more: int) -> None:
    # No process has a number as large as these.
    for number in range(MOST_ENDED + more):
        (tmp_path / f"counter_{9_000_000 + number}.db").touch()
    (tmp_path / "gauge_livesum_9000000.db").touch()
    (tmp_path / f"gauge_livesum_{os.getpid()}.db").touch()
    forget_ended(str(tmp_path))
    assert len(list(tmp_path.glob("counter_*"))) == MOST_ENDED
    assert [each.name for each in tmp_path.glob("gauge_*")] == [f"gauge_livesum_{os.getpid()}.db"]
