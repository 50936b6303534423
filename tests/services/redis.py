"""A Redis server of the tests' own, reachable by a socket only, gone with the test."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.system_needs import HOW

READY = "ready to accept connections"


@pytest.fixture
def redis_program() -> str:
    """The server's program; skips where Redis is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(f"needs Redis: {HOW['redis-server']}")
    return program


@contextmanager
def running_redis(*command: str | Path) -> Iterator[str]:
    """Run a server with these words while the block lasts; gives its URL (unix://)."""
    # /tmp, for the path of a socket may have 107 bytes at most
    folder = tempfile.mkdtemp(prefix="idea4gov-redis-", dir="/tmp")
    own = ["--port", "0", "--unixsocket", f"{folder}/socket", "--dir", folder]
    with subprocess.Popen(
        [*command, *own], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout is not None
        assert any(READY in line for line in server.stdout), "Redis did not start"
        try:
            yield f"unix://{Path(folder) / 'socket'}"
        finally:
            server.terminate()
            server.stdout.read()
            shutil.rmtree(folder)


@pytest.fixture
def redis_url(redis_program: str) -> Iterator[str]:
    """URL (unix://) of an empty server; skips where Redis is not installed."""
    with running_redis(redis_program, "--save", "") as url:
        yield url
