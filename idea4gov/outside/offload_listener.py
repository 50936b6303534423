"""Requests that take long are answered in other processes (offloading.py): the side of these processes."""

import json
import os
import select
import shutil
import socket
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from wsgiref.types import WSGIApplication

from idea4gov.outside.offloading import MOST, short_path
from idea4gov.outside.server_watch import OPEN_FILES
from idea4gov.outside.wsgi_call import call, fixed_environ

PRIVATE = 0o700
HEAD_SECONDS = 10
BLOCK = 64 * 1024


class OffloadListener:
    """Takes requests in. path: of its socket, which is made anew; other users cannot connect to it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        with short_path(path) as short:
            self._socket.bind(short)
        self._socket.listen(MOST)
        self._socket.setblocking(False)

    def take(self) -> socket.socket | None:
        """The connection of the request that waits longest, or None."""
        try:
            link, _ = self._socket.accept()
        except BlockingIOError:
            return None
        link.setblocking(True)
        return link

    def close(self) -> None:
        """Take no more."""
        self._socket.close()


def answer_request(target: str, link: socket.socket) -> None:
    """Take the request of a connection in, and answer it by the application `target`, as `module:name`.

    A visitor who has gone meanwhile is not answered.
    """
    with link:
        link.settimeout(HEAD_SECONDS)
        _, (body, answer), _, _ = socket.recv_fds(link, 1, 2)
        told = b"".join(iter(lambda: link.recv(BLOCK), b""))
        if _is_gone(link):
            return
        # Opened anew, it has a place of its own where it is read: whoever sent it may read it, too.
        with (
            os.fdopen(body, "rb"),
            Path(f"{OPEN_FILES}/{body}").open("rb") as sent,
            os.fdopen(answer, "wb") as file,
        ):
            environ = {**fixed_environ(), **json.loads(told), "wsgi.input": sent}
            made = call(load(target), environ)
            with made.file:
                made.file.seek(0)
                shutil.copyfileobj(made.file, file)
        # Who waited too long has been told to try again; what was done for them stays done.
        with suppress(BrokenPipeError):
            link.sendall(json.dumps({"status": made.status, "headers": made.headers}).encode())


@cache
def load(target: str) -> WSGIApplication:
    """The application of this name."""
    module, _, name = target.partition(":")
    application: WSGIApplication = getattr(import_module(module), name)
    return application


def _is_gone(link: socket.socket) -> bool:
    """Whether the other side has hung up: it would be told the end of what we send."""
    poll = select.poll()
    poll.register(link, select.POLLHUP)
    return bool(poll.poll(0))
