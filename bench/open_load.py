"""Load at a set rate: each request is sent when it is due, whatever became of those before it.

A generator that waits for answers asks less of a server that answers late, and so hides how late it is. Here
a wait counts from the moment at which a request was due. Connections are used again, as a proxy does.
"""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

# What the connections may still bring after the last request.
AFTER_SECONDS = 20
END_OF_HEAD, LAST_CHUNK = b"\r\n\r\n", b"\r\n0\r\n\r\n"
BROKEN = 0


@dataclass
class Waits:
    """Seconds that answers of one kind of request took, by their status; BROKEN: no whole answer came."""

    by_status: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def count(self, status: int) -> int:
        """How many were answered so."""
        return len(self.by_status[status])

    def p99(self, *statuses: int) -> float:
        """The time within which 99 of 100 of these answers came; 0.0 where fewer than two came."""
        waits = [wait for status in statuses for wait in self.by_status[status]]
        return statistics.quantiles(waits, n=100)[98] if len(waits) > 1 else 0.0

    def longest(self) -> float:
        """Of all, also of those that were turned away."""
        return max((max(waits) for waits in self.by_status.values() if waits), default=0.0)


@dataclass(frozen=True)
class Stream:
    """Requests of one kind, so many a second, evenly. requests: whole ones, used in turn."""

    kind: str
    per_second: float
    requests: list[bytes]


def send(port: int, streams: list[Stream], seconds: float, *, keep: bool = True) -> dict[str, Waits]:
    """Send them all for so long, and wait for what was sent. keep: use connections again.

    Returns {kind: Waits}.
    """
    return asyncio.run(_send(port, streams, seconds, keep=keep))


async def _send(port: int, streams: list[Stream], seconds: float, *, keep: bool) -> dict[str, Waits]:
    pool = _Pool(port, keep=keep)
    began = time.monotonic() + 0.1
    due = sorted(
        (began + number / stream.per_second, stream.kind, request)
        for stream in streams
        for number, request in _taken(stream, seconds)
    )
    for moment, kind, request in due:
        if (early := moment - time.monotonic()) > 0:
            await asyncio.sleep(early)
        pool.send(request, kind, moment)
    await pool.wait(AFTER_SECONDS)
    return dict(pool.found)


def _taken(stream: Stream, seconds: float) -> Iterator[tuple[int, bytes]]:
    for number in range(int(seconds * stream.per_second)):
        yield number, stream.requests[number % len(stream.requests)]


class _Pool:
    """Connections to one server. found: {kind: Waits}."""

    def __init__(self, port: int, *, keep: bool) -> None:
        self.port, self.keep = port, keep
        self.idle: list[_Link] = []
        self.found: defaultdict[str, Waits] = defaultdict(Waits)
        self.open = 0
        self._making: set[asyncio.Task[None]] = set()

    def send(self, request: bytes, kind: str, due: float) -> None:
        """Send a request over a connection that is free, or over a new one."""
        while self.idle:
            link = self.idle.pop()
            if link.ask(request, kind, due):
                return
        task = asyncio.get_running_loop().create_task(self._open(request, kind, due))
        self._making.add(task)
        task.add_done_callback(self._making.discard)

    async def _open(self, request: bytes, kind: str, due: float) -> None:
        try:
            _transport, link = await asyncio.get_running_loop().create_connection(
                lambda: _Link(self), "127.0.0.1", self.port
            )
        except OSError:
            self.found[kind].by_status[BROKEN].append(time.monotonic() - due)
            return
        link.ask(request, kind, due)

    async def wait(self, seconds: float) -> None:
        """Wait for the answers that are on their way; those that do not come are BROKEN."""
        end = time.monotonic() + seconds
        while (self.open > len(self.idle) or self._making) and time.monotonic() < end:
            await asyncio.sleep(0.05)


class _Link(asyncio.Protocol):
    def __init__(self, pool: _Pool) -> None:
        self._pool = pool
        self._asked: tuple[str, float] | None = None
        self._came = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._pool.open += 1

    def ask(self, request: bytes, kind: str, due: float) -> bool:
        """Send it; False where the server has closed this connection."""
        if self._transport.is_closing():
            return False
        self._asked, self._came = (kind, due), b""
        self._transport.write(request)
        return True

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, found, body = self._came.partition(END_OF_HEAD)
        if found and _is_whole(head.lower(), body, self._came):
            self._note(int(head[9:12]))
            if self._pool.keep and b"\r\nconnection: close" not in head.lower():
                self._pool.idle.append(self)
            else:
                self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self._pool.open -= 1
        if self in self._pool.idle:
            self._pool.idle.remove(self)
        if self._asked:
            self._note(BROKEN)

    def _note(self, status: int) -> None:
        assert self._asked
        kind, due = self._asked
        self._pool.found[kind].by_status[status].append(time.monotonic() - due)
        self._asked = None


def _is_whole(head: bytes, body: bytes, whole: bytes) -> bool:
    _, named, rest = head.partition(b"\r\ncontent-length:")
    if named:
        return len(body) >= int(rest.split(b"\r\n", 1)[0])
    return whole.endswith(LAST_CHUNK)
