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
MOST_TRIES = 10_000
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}


def status_of(address: str) -> int:
    try:
        with urlopen(Request(address, headers=BEHIND_PROXY), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def ask_until_made(address: str) -> None:
    """Ask again and again, as a program that does not heed Retry-After."""
    for _ in range(MOST_TRIES):
        status = status_of(address)
        if status == 200:
            return
        assert status == 503
    raise AssertionError("the file was not made")


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
    wait_for(process, "Started worker", times=2)
    ask_until_made(f"{address}/boards/{boards[0]}/priorities.pdf")
    (maker,) = renderers(process.pid)
    os.kill(maker, signal.SIGKILL)
    assert status_of(f"{address}/boards/{boards[1]}/priorities.pdf") == 503
    assert status_of(f"{address}/boards/{boards[0]}/priorities.pdf") == 200
    assert status_of(f"{address}/healthz") == 200
    # The next one begins with an empty folder, so what was asked of the lost one is asked for again.
    ask_until_made(f"{address}/boards/{boards[1]}/priorities.pdf")
