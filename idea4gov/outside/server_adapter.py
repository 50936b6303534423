"""A WSGI application behind an ASGI server: nobody slow is waited for while the application runs.

A body is taken in whole before the application is called, and an answer is written whole before it is handed
to the server, which sends it at the reader's pace. Between the two the application runs on the event loop of
its process, one request after the other: that is faster than a thread beside it, and nothing in it waits for
a visitor.
"""

import asyncio
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO
from wsgiref.types import WSGIApplication, WSGIEnvironment

from idea4gov.outside.admission import READING, Admission, Asked
from idea4gov.outside.offloading import OFFLOADING, AskAgain, Offload, Offloader, wait_for
from idea4gov.outside.server_environ import Message, make_environ
from idea4gov.outside.server_watch import OPEN_FILES, ServerWatch
from idea4gov.outside.turned_away import turned_away
from idea4gov.outside.wsgi_call import ANSWER_IN_MEMORY, Answer, Headers, call

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

KEPT_IN_MEMORY = 64 * 1024
# After that, the server has opened a file that was handed to it.
HANDED_OVER_SECONDS = 2
STALL_SECONDS = 0.5
TELL_SECONDS = 1
BODY_LEFT = "idea4gov.body_left"
# A packet brings more than 500 bytes. Each block costs some 30 microseconds, even if it is of one byte.
BLOCK_BYTES, FREE_BLOCKS = 500, 1_000
HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
SENTENCES = {
    400: "เบราว์เซอร์ส่งคำขอที่อ่านไม่ได้ กรุณาลองใหม่ · This request cannot be read. Please try again.",
    408: "ข้อมูลมาช้าเกินไป กรุณาลองส่งใหม่ · What you sent came too slowly. Please send it again.",
    500: "ระบบขัดข้อง กรุณาลองใหม่ภายหลัง · Something went wrong here. Please try again later.",
    503: "มีผู้ใช้งานมาก กรุณาลองใหม่ในอีกสักครู่ · Many people are here. Please try again in a moment.",
}
ALIVE = b'{"status":"ok"}\n'
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounds:
    """What one process takes in.

    A body may take `seconds`, and a second more for each `bytes_per_second` that have come. bytes: of one
    body, where the application does not say less. bodies: on their way at once. connections: at once.
    spooled: bytes of bodies and answers on disk at once.
    """

    seconds: float = 10
    bytes_per_second: int = 20_000
    bytes: int = 64 * 1024 * 1024
    bodies: int = 512
    connections: int = 1_000
    spooled: int = 512 * 1024 * 1024


class WholeRequests:
    """An ASGI application around a WSGI one.

    The WSGI application may have a method `most_body_bytes(environ)`: how long a body it takes at this
    address. A longer one is not taken in; the application is called without it and answers 413. And it may
    have an attribute `offload_socket`, the Path of the one where other processes take long requests;
    a method `stays_in_memory(environ)`: whether a body may never touch a disk; `alive_path`, an address at
    which requests are answered without it; a method `urgency(environ)`: see
    admission.py; and a method `tell(waiting, turned_away)`, called every second: how many requests wait, and
    how many were turned away so far.
    """

    def __init__(self, application: WSGIApplication, bounds: Bounds, watch: ServerWatch) -> None:
        self._application, self._bounds, self._watch = application, bounds, watch
        self._most_body_bytes = getattr(application, "most_body_bytes", lambda _environ: bounds.bytes)
        path = getattr(application, "offload_socket", None)
        self._stays_in_memory = getattr(application, "stays_in_memory", lambda _environ: False)
        self._offloader = Offloader(path) if path else None
        self._alive_path = getattr(application, "alive_path", "").encode() or None
        self._urgency = getattr(application, "urgency", lambda _environ: READING)
        self._tell = getattr(application, "tell", lambda _waiting, _turned_away: None)
        self._admission = Admission()
        self._bodies = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the application now, and again each second while `loop` runs, how many wait."""
        loop.call_later(TELL_SECONDS, self.start, loop)
        self._tell(self._admission.waiting, self._admission.turned_away)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["raw_path"] == self._alive_path and scope["method"] in ("GET", "HEAD"):
            await _send(send, 200, [("Content-Type", "application/json")], ALIVE)
            return
        environ = make_environ(scope)
        if not _is_plain(environ):
            await _refuse(send, 400)
        elif "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            await self._answer(environ, send)
        elif self._bodies >= self._bounds.bodies or self._watch.spooled_bytes >= self._bounds.spooled:
            await _refuse(send, 503)
        else:
            self._bodies += 1
            try:
                has_come = await self._take_body(environ, receive, send)
            finally:
                self._bodies -= 1
            if has_come:
                await self._answer(environ, send)

    async def _take_body(self, environ: WSGIEnvironment, receive: Receive, send: Send) -> bool:
        """Put the whole body into `environ`; False if it did not come, and nothing is to be answered."""
        most = min(self._most_body_bytes(environ), self._bounds.bytes)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > most:
            environ[BODY_LEFT] = True
            return True
        # A file of size 0 is never written to a disk.
        in_memory = 0 if self._stays_in_memory(environ) else KEPT_IN_MEMORY
        body: IO[bytes] = SpooledTemporaryFile(in_memory)  # noqa: SIM115 - closed with the request
        patience = _Patience(self._bounds)
        try:
            while (message := await receive())["type"] == "http.request":
                block = message.get("body", b"")
                patience.received += len(block)
                patience.blocks += 1
                if patience.received > most:
                    environ |= {"CONTENT_LENGTH": str(patience.received), BODY_LEFT: True}
                    return True
                if patience.blocks > FREE_BLOCKS + patience.received // BLOCK_BYTES:
                    break
                self._watch.added(body.write(block))
                if not message.get("more_body"):
                    body.seek(0)
                    environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(patience.received)}
                    return True
            # In crumbs, in chunks that are none, or not to its end by somebody who has gone.
            await _refuse(send, 400)
        except asyncio.CancelledError:
            if not patience.is_over:
                raise
            await _refuse(send, 408)
        finally:
            patience.end()
        return False

    async def _answer(self, environ: WSGIEnvironment, send: Send) -> None:
        asked = Asked(self._urgency(environ), environ["PATH_INFO"])
        if not await self._admission.turn(asked):
            environ["wsgi.input"].close()
            await self._turn_away(environ, send)
            return
        try:
            status, headers, file = await self._made(environ, asked)
        except Exception:
            logger.exception("the application failed outside of its own handling of errors")
            await _refuse(send, 500)
            return
        finally:
            environ["wsgi.input"].close()
        if BODY_LEFT in environ:
            headers.append(("Connection", "close"))
        size = file.seek(0, os.SEEK_END)
        if size > ANSWER_IN_MEMORY:
            await self._hand_over(send, status, headers, file, size)
            return
        file.seek(0)
        await _send(send, status, headers, file.read())
        file.close()

    async def _turn_away(self, environ: WSGIEnvironment, send: Send) -> None:
        headers, body = turned_away(environ)
        if BODY_LEFT in environ:
            headers.append(("Connection", "close"))
        await _send(send, HTTPStatus.SERVICE_UNAVAILABLE, headers, body)

    def _call(self, environ: WSGIEnvironment, asked: Asked) -> Answer:
        since = time.monotonic()
        try:
            return call(self._application, environ)
        finally:
            self._admission.measured(asked, time.monotonic() - since)

    async def _made(self, environ: WSGIEnvironment, asked: Asked) -> Answer:
        """The answer of the application, of another process where it asks for that."""
        if self._offloader is None:
            return self._call(environ, asked)
        stand = "failed"
        try:
            return self._call({**environ, OFFLOADING: "possible"}, asked)
        except Offload as offload:
            outcome = await self._offloader.answer(environ, offload)
            if isinstance(outcome, Answer):
                return outcome
            stand = outcome
        except AskAgain as again:
            await wait_for(again)
        environ["wsgi.input"].seek(0)
        return self._call({**environ, OFFLOADING: stand}, asked)

    async def _hand_over(self, send: Send, status: int, headers: Headers, file: IO[bytes], size: int) -> None:
        """Let the server send a file from the disk by itself."""
        is_temporary = os.fstat(file.fileno()).st_nlink == 0
        if is_temporary and self._watch.spooled_bytes + size > self._bounds.spooled:
            file.close()
            await _refuse(send, 503)
            return
        self._watch.added(size if is_temporary else 0)
        if not any(name.lower() == "content-length" for name, _value in headers):
            headers.append(("Content-Length", str(size)))
        await send(_start(status, headers))
        await send({"type": "http.response.pathsend", "path": f"{OPEN_FILES}/{file.fileno()}"})
        # The server opens it for itself.
        asyncio.get_running_loop().call_later(HANDED_OVER_SECONDS, file.close)


class _Patience:
    """How long a body may take: cancels the current task when that is over.

    received, blocks: bytes and parts of the body, so far.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds, self._loop = bounds, asyncio.get_running_loop()
        self._since = self._loop.time()
        self._timer = self._loop.call_later(bounds.seconds, self._look)
        self._task = asyncio.current_task()
        self.received = self.blocks = 0
        self.is_over = False

    def end(self) -> None:
        """Wait no more."""
        self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        stalled = now - self._timer.when()
        if stalled > STALL_SECONDS:
            # The application was busy, and what has come meanwhile is yet to be read.
            self._since += stalled + STALL_SECONDS
        due = self._since + self._bounds.seconds + self.received / self._bounds.bytes_per_second
        if now < due:
            self._timer = self._loop.call_at(due, self._look)
        elif self._task:
            self.is_over = True
            self._task.cancel()


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether the request can be read in one way only: a path of this site, one host, one kind of length."""
    coding = environ.get("HTTP_TRANSFER_ENCODING")
    return bool(
        HOST.fullmatch(environ.get("HTTP_HOST", ""))
        and environ["PATH_INFO"].startswith("/")
        and (coding is None or (coding.lower() == "chunked" and "CONTENT_LENGTH" not in environ))
    )


async def _refuse(send: Send, status: int) -> None:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "10"))
    await _send(send, status, headers, SENTENCES[status].encode())


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": body})


def _start(status: int, headers: Headers) -> Message:
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": encoded}
