"""A small application that tests serve, and that says what it was given."""

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

MOST_BYTES = 1_000_000
LARGE = 3_000_000
CLOSED = Path(gettempdir()) / "idea4gov-test-closed"


class Closing:
    """An answer in blocks that notes in a file that it was closed. fails: after the first block."""

    def __init__(self, note: Path, *, fails: bool) -> None:
        self._note, self._fails = note, fails

    def __iter__(self) -> Iterator[bytes]:
        yield b"first "
        if self._fails:
            raise RuntimeError("in the middle")
        yield b"second"

    def close(self) -> None:
        """Called by servers when the answer is over."""
        self._note.write_text("closed", encoding="ascii")


class Application:
    """What is at each address stands in __call__."""

    def most_body_bytes(self, _environ: WSGIEnvironment) -> int:
        """The rule that the server asks for."""
        return MOST_BYTES

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if int(environ.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            start_response("413 Content Too Large", [])
            return [b"too large"]
        if path == "/nothing":
            start_response("304 Not Modified", [("ETag", '"x"')])
            return []
        if path == "/length":
            start_response("200 OK", [("Content-Length", "5")])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"hello"]
        if path == "/blocks":
            start_response("200 OK", [])
            return Closing(Path(query), fails="fails" in query)
        if path == "/large":
            start_response("200 OK", [])
            return (b"a" * 1_000 for _ in range(LARGE // 1_000))
        if path == "/file":
            file = TemporaryFile()  # noqa: SIM115 - closed by the server
            file.write(b"b" * LARGE)
            file.seek(0)
            start_response("200 OK", [])
            return environ["wsgi.file_wrapper"](file)  # type: ignore[no-any-return]
        if path == "/late":
            time.sleep(1)
        start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [json.dumps(_told(environ)).encode()]


def _told(environ: WSGIEnvironment) -> dict[str, Any]:
    body = environ["wsgi.input"].read()
    texts = {key: value for key, value in environ.items() if isinstance(value, str)}
    return texts | {"body": len(body), "ends": body[-10:].decode()}


app = Application()
