"""A standby of the tests' PostgreSQL: a copy that replays what the other one writes, gone with the module."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import URL, make_url

from scripts.system_needs import HOW, find_postgres
from tests.services.postgres import FAST, server_user


class Standby(NamedTuple):
    """url: of the database that is also in the primary, by its owner. stop: ends the server at once."""

    url: URL
    stop: Callable[[], None]


@contextmanager
def running_standby(programs: Path, primary: URL) -> Iterator[Standby]:
    """Copy the server of a URL, and let the copy follow it while the block lasts."""
    user = server_user()
    # /tmp, for the path of a socket may have 107 bytes at most
    folder = Path(tempfile.mkdtemp(prefix="idea4gov-standby-", dir="/tmp"))
    if user:
        os.chown(folder, user["user"], user["group"])

    def run(program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [programs / program, *arguments], cwd="/", check=True, stdout=subprocess.DEVNULL, **user
        )

    def stop() -> None:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "stop", "--silent", "-D", folder / "data", "-m", "immediate")

    said = f"host={primary.query['host']} user={primary.username}"
    try:
        run("pg_basebackup", "-d", said, "-D", folder / "data", "-R", "-c", "fast", "--no-sync")
        settings = f"-k {folder} {FAST}"
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-D", folder / "data", "-o", settings)
        yield Standby(primary.set(query={"host": str(folder)}), stop)
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def standby(postgres_url: str) -> Iterator[Standby]:
    """A standby of the server of `postgres_url`; skips where that is not one of our own."""
    programs, url = find_postgres(), make_url(postgres_url)
    if programs is None or "host" not in url.query:
        pytest.skip(f"needs PostgreSQL: {HOW['postgresql']}")
    with running_standby(programs, url) as running:
        yield running
