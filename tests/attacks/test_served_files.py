"""The website as it is served makes its files beside its processes, and goes on without their maker."""

import os
import signal
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from idea4gov.store.session import Database
from tests.cli.test_serve import server, wait_for
from tests.factories import add_board, add_proposal

__all__ = ["server"]

pytestmark = pytest.mark.slow
READY = "The renderer is ready"
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}


def status_of(address: str) -> int:
    try:
        with urlopen(Request(address, headers=BEHIND_PROXY), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def renderers(parent: int) -> list[int]:
    """The renderers among the children of a server."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(one) for one in children if "renderer" in Path(f"/proc/{one}/cmdline").read_text()]


def test_files_are_made_beside_the_website_which_outlives_their_maker(
    sqlite_database: Database, server: tuple[subprocess.Popen[str], str]
) -> None:
    with sqlite_database.transaction() as db:
        boards = [add_board(db), add_board(db)]
        for board in boards:
            add_proposal(db, board)
    process, address = server
    papers = [f"{address}/boards/{board}/priorities.pdf" for board in boards]
    said = wait_for(process, "Started worker", times=2)
    if not any(READY in line for line in said):
        wait_for(process, READY)
    assert status_of(papers[0]) == 503
    wait_for(process, "Made priorities")
    assert status_of(papers[0]) == 200
    (maker,) = renderers(process.pid)
    os.kill(maker, signal.SIGKILL)
    assert [status_of(paper) for paper in papers] == [200, 503]
    assert status_of(f"{address}/healthz") == 200
    # The next one begins with an empty folder: what was asked of the lost one is asked for again.
    wait_for(process, READY)
    assert status_of(papers[1]) == 503
    wait_for(process, "Made priorities")
    assert status_of(papers[1]) == 200
