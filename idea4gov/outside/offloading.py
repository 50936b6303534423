"""Requests that take long are answered in other processes: the side of the server.

An application that comes to such work raises Offload. The server then sends the whole request over a local
socket to a process that is forked for it alone (offload_listener.py), goes on with other requests, and hands
on the answer. Where none comes, the application is called here once more, and told so: it shows again what
was typed.
"""

import asyncio
import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, Literal
from wsgiref.types import WSGIEnvironment

from idea4gov.outside.wsgi_call import Answer

OFFLOADING: Final = "idea4gov.offloading"
"""The key of the environ that tells the application how things stand: see Stand; not set: work here."""
Stand = Literal["possible", "failed", "busy"]
CONNECT_SECONDS, LOOK_AGAIN_SECONDS = 10, 0.1
# Proxies wait for a minute.
ANSWER_SECONDS = 50
MOST, MOST_OF_OWNER = 32, 2
WAIT_SECONDS, LOOK_SECONDS, LOOK_LATER, LONGEST_LOOK_SECONDS = 0.3, 0.02, 1.1, 0.25
BLOCK = 64 * 1024
MOST_ADDRESS_BYTES = 100


class Offload(BaseException):
    """This request takes long: answer it in another process. Nothing that handles errors takes it for one.

    owner: for whom; of one owner, MOST_OF_OWNER are worked on at once. for_office: has processes of its own.
    """

    def __init__(self, owner: str, *, for_office: bool = False) -> None:
        super().__init__(owner)
        self.owner, self.for_office = owner, for_office


class AskAgain(BaseException):
    """What this request wants comes in a moment: call the application again when `is_there`, or soon.

    seconds: how long that is at most.
    """

    def __init__(self, is_there: Callable[[], bool], *, seconds: float = WAIT_SECONDS) -> None:
        super().__init__()
        self.is_there, self.seconds = is_there, seconds


class Offloader:
    """Sends requests of one server process to the listeners. path: of the socket of the first of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owners: Counter[str] = Counter()

    async def answer(self, environ: WSGIEnvironment, asked: Offload) -> Answer | Stand:
        """The answer; "busy" while too much is worked on; "failed" where none came."""
        owner, path = asked.owner, office_path(self._path) if asked.for_office else self._path
        is_full = self._owners.total() >= MOST and not asked.for_office
        if is_full or self._owners[owner] >= MOST_OF_OWNER:
            return "busy"
        self._owners[owner] += 1
        file = TemporaryFile()  # noqa: SIM115 - closed when sent
        try:
            head = await _exchange(path, environ, file)
        except (OSError, TimeoutError, ValueError):
            head = None
        except BaseException:
            file.close()
            raise
        finally:
            self._owners -= Counter({owner: 1})
        if head is None:
            file.close()
            return "failed"
        return Answer(head["status"], [(name, value) for name, value in head["headers"]], file)


async def _exchange(path: Path, environ: WSGIEnvironment, answer: IO[bytes]) -> Any:
    """Send a request with both files, and wait. Returns the head of the answer.

    Raises OSError, TimeoutError, ValueError.
    """
    loop = asyncio.get_running_loop()
    with await _connected(path) as link, _on_disk(environ["wsgi.input"]) as body:
        socket.send_fds(link, [b"+"], [body.fileno(), answer.fileno()])
        texts = {name: value for name, value in environ.items() if isinstance(value, str)}
        await loop.sock_sendall(link, json.dumps(texts).encode())
        link.shutdown(socket.SHUT_WR)
        told = bytearray()
        async with asyncio.timeout(ANSWER_SECONDS):
            while block := await loop.sock_recv(link, BLOCK):
                told += block
    return json.loads(told)


async def _connected(socket_path: Path) -> socket.socket:
    """A connection to the listener, which may be about to start again. Raises OSError."""
    loop = asyncio.get_running_loop()
    until = loop.time() + CONNECT_SECONDS
    while True:
        link = socket.socket(socket.AF_UNIX)
        link.setblocking(False)
        try:
            with short_path(socket_path) as path:
                link.connect(path)
        except OSError:
            link.close()
            if loop.time() > until:
                raise
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        else:
            return link


async def wait_for(asked: AskAgain) -> None:
    """Wait a little until it is there."""
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + asked.seconds, LOOK_SECONDS
    while loop.time() < until and not asked.is_there():
        await asyncio.sleep(pause)
        # Many may wait, and each look is one at a folder.
        pause = min(pause * LOOK_LATER, LONGEST_LOOK_SECONDS)


def office_path(path: Path) -> Path:
    """The socket of the processes that work for officials alone, beside that of the others."""
    return path.with_suffix(".office")


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A name of a socket that is short enough for its address. Raises OSError."""
    if len(os.fsencode(path)) <= MOST_ADDRESS_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


@contextmanager
def _on_disk(body: Any) -> Iterator[IO[bytes]]:
    """A body, at its start, as a file that has a descriptor."""
    if hasattr(body, "rollover"):
        body.rollover()
        body.seek(0)
        yield body
    else:
        with TemporaryFile() as empty:
            yield empty
