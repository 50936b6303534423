"""The website with its renderer, served as in production but for https, and people who are logged in."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from config import ROOT
from idea4gov.store.session import Database
from idea4gov.web.http.login import KEY_COOKIE
from idea4gov.web.http.services import utc_now
from tests.services.entering import enter

SERVE = """
from idea4gov.cli.serve import RENDERER
from idea4gov.outside.server import serve
from idea4gov.outside.supervisor import supervised
with supervised(RENDERER):
    serve("wsgi:app", host="127.0.0.1", port={}, workers=1)
"""
TOKEN = re.compile(r'name="(csrf_token|form_key)" value="([^"]+)"')
PATIENCE_SECONDS = 30


@dataclass
class ServedSite:
    """One server process and its renderer, on a database."""

    port: int
    database: Database
    process: subprocess.Popen[bytes]

    def enter(self, email: str) -> "Visitor":
        """A browser in which an account is logged in, on a confirmed device."""
        with self.database.transaction() as db:
            key = enter(db, email, now=utc_now())
        return Visitor(self.port, {KEY_COOKIE: key})

    def forked(self) -> list[int]:
        """The processes that answer a request or make a file now."""
        _parent, *forked = [one for one, name in self._below(self.process.pid) if "forkserver" in name]
        return forked

    def _below(self, process: int) -> Iterator[tuple[int, str]]:
        try:
            yield process, Path(f"/proc/{process}/cmdline").read_text()
            for task in Path(f"/proc/{process}/task").glob("*/children"):
                for child in task.read_text().split():
                    yield from self._below(int(child))
        except (FileNotFoundError, ProcessLookupError):
            return


class Visitor:
    """A browser with its cookies. Each request is a connection of its own."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._port, self._cookies = port, cookies

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, kind: str = ""
    ) -> tuple[HTTPResponse, str]:
        link = HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {
            "Connection": "close",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if kind:
            headers["Content-Type"] = kind
        link.request(method, path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        link.close()
        return answer, text

    def send(
        self, path: str, fields: dict[str, str], files: Sequence[tuple[str, str, bytes]] = ()
    ) -> tuple[HTTPResponse, str]:
        """Fill the form of a page in and send it. files: (field, name, content)."""
        fields = {**dict(TOKEN.findall(self.ask(path)[1])), **fields}
        head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        body = "".join(head.format(*field) for field in fields.items()).encode()
        for field, name, content in files:
            head = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            body += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
        return self.ask(path, "POST", body + b"--x--\r\n", "multipart/form-data; boundary=x")


@contextmanager
def serving(database: Database) -> Iterator[ServedSite]:
    """Serve the website on this database while the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(str(database.engine.url.database)).parent
    own = {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "IDEA4GOV_DATA_DIR": str(folder / "data"),
        "IDEA4GOV_EXPORT_DIR": str(folder / "exports"),
        "IDEA4GOV_RENDITION_DIR": str(folder / "renditions"),
        "IDEA4GOV_SECURITY_LOG_DIR": str(folder / "security-log"),
        "IDEA4GOV_LOG_LEVEL": "warning",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEA4GOV_")}
    process = subprocess.Popen([sys.executable, "-c", SERVE.format(port)], cwd=ROOT, env={**kept, **own})
    end = time.monotonic() + PATIENCE_SECONDS
    while not (is_open(port) and list(folder.glob("renditions/*/offload.sock"))):
        assert time.monotonic() < end, "the site did not start"
        time.sleep(0.05)
    try:
        yield ServedSite(port, database, process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def is_open(port: int) -> bool:
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0
