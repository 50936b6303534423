"""PgBouncer in transaction mode, in front of the tests' PostgreSQL."""

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from idea4gov.store.session import Database
from scripts.system_needs import HOW, find_pgbouncer
from tests.conftest import Fresh
from tests.services.postgres import server_user

PORT, SERVER_CONNECTIONS, READY = 6432, 4, b"process up"
SETTINGS = """[databases]
* = {server}
[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = {size}
"""


@contextmanager
def running_pgbouncer(program: str, behind: URL, *, size: int = SERVER_CONNECTIONS) -> Iterator[URL]:
    """Run a pooler in front of the server of `behind` while the block lasts; gives the URL through it.

    size: connections that it opens to the server at most.
    """
    user = server_user()
    # /tmp, for the path of a socket may have 107 bytes at most
    folder = Path(tempfile.mkdtemp(prefix="idea4gov-pgbouncer-", dir="/tmp"))
    if user:
        os.chown(folder, user["user"], user["group"])
    file = folder / "pgbouncer.ini"
    file.write_text(SETTINGS.format(server=_server(behind), folder=folder, port=PORT, size=size))
    with subprocess.Popen([program, file], stderr=subprocess.PIPE, cwd="/", **user) as process:
        try:
            _await(process)
            yield behind.set(host=None, port=PORT, query={"host": str(folder)})
        finally:
            process.kill()
            process.communicate()
            shutil.rmtree(folder)


def _server(url: URL) -> str:
    """The server of a URL and its user, as PgBouncer writes them."""
    said: dict[str, Any] = {"host": url.host, "port": url.port, **url.query}
    said |= {"user": url.username, "password": url.password}
    return " ".join(f"{name}='{value}'" for name, value in said.items() if value is not None)


def _await(process: subprocess.Popen[bytes]) -> None:
    assert process.stderr is not None
    said, ends = b"", time.monotonic() + 30
    while READY not in said:
        ready, _, _ = select.select([process.stderr], [], [], max(ends - time.monotonic(), 0))
        piece = os.read(process.stderr.fileno(), 65_536) if ready else b""
        assert piece, f"PgBouncer did not start: {said.decode()}"
        said += piece


@pytest.fixture
def pooled_database(fresh_postgres: Fresh) -> Iterator[Database]:
    """The PostgreSQL database through PgBouncer in transaction mode, emptied after the test."""
    program = find_pgbouncer()
    if program is None:
        pytest.skip(f"needs PgBouncer: {HOW['pgbouncer']}")
    with fresh_postgres() as direct, running_pgbouncer(program, direct.engine.url) as url:
        pooled = Database(url.render_as_string(hide_password=False), pool_size=12)
        yield pooled
        pooled.dispose()
