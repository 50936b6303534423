"""The website answers everybody else while many send or read slowly. `make attack` is the long form."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config import ROOT
from idea4gov.store.session import Database
from tests.settings import PRODUCTION

MANY = 30
SERVE = """
from idea4gov.outside.server import serve
from idea4gov.outside.server_adapter import Bounds
serve("scripts.attack.site:app", host="127.0.0.1", port={}, workers=2, bounds=Bounds(seconds=2))
"""
HOST = b"Host: localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
HALF_A_FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000\r\n\r\nemail=a"


@pytest.fixture
def port(sqlite_database: Database) -> Iterator[int]:
    """The website on two processes, which wait two seconds for a form."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(str(sqlite_database.engine.url.database)).parent
    own = {
        "IDEA4GOV_TRUSTED_PROXIES": "1",
        "IDEA4GOV_DATABASE_URL": sqlite_database.engine.url.render_as_string(hide_password=False),
        "IDEA4GOV_DATA_DIR": str(folder / "data"),
        "IDEA4GOV_EXPORT_DIR": str(folder / "exports"),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEA4GOV_")}
    command = [sys.executable, "-c", SERVE.format(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **PRODUCTION, **own})
    while connect_ex(port):
        assert process.poll() is None, "the server did not start"
        time.sleep(0.05)
    yield port
    process.terminate()
    assert process.wait(timeout=30) == 0


def connect_ex(port: int) -> int:
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port))


def attackers(stack: ExitStack, port: int, request: bytes) -> list[socket.socket]:
    """So many connections that have sent `request` and read nothing, with the smallest buffer."""
    links = [stack.enter_context(socket.socket()) for _ in range(MANY)]
    for link in links:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        link.settimeout(20)
        link.connect(("127.0.0.1", port))
        link.sendall(request)
    return links


def answered(port: int, count: int) -> int:
    """How many of `count` new visitors are answered by /healthz, each within ten seconds."""
    good = 0
    for _ in range(count):
        visitor = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            visitor.request("GET", "/healthz")
            good += visitor.getresponse().status == 200
        except TimeoutError:
            pass
        finally:
            visitor.close()
    return good


def too_long(port: int) -> bytes:
    """What is said to somebody who announces a form of a gigabyte, and sends none of it."""
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(b"POST /log-in HTTP/1.1\r\n" + HOST + kind)
        return b"".join(iter(lambda: link.recv(65_536), b""))


@pytest.mark.slow
def test_everybody_is_answered_beside_silent_senders_and_slow_readers(port: int) -> None:
    assert answered(port, 10) == 10
    with ExitStack() as stack:
        silent = attackers(stack, port, b"POST /log-in HTTP/1.1\r\n" + HOST + HALF_A_FORM)
        readers = attackers(stack, port, b"GET /attack/file HTTP/1.1\r\n" + HOST + b"\r\n")
        heads = attackers(stack, port, b"GET /healthz HT")
        assert answered(port, 100) == 100
        assert {link.recv(12) for link in silent} == {b"HTTP/1.1 408"}
        assert {link.recv(12) for link in readers} == {b"HTTP/1.1 200"}
        assert answered(port, 20) == 20
        assert len(heads) == MANY
    assert too_long(port).startswith(b"HTTP/1.1 413")
