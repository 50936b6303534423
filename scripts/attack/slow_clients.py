"""Clients that send or read slowly, stop in the middle, or do not keep to the protocol."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from multiprocessing.synchronize import Event

from scripts.attack.attack import Attack, Target

Client = Callable[[Target, int], Awaitable[None]]
HOST = b"Host: localhost\r\n"
PHOTO_BYTES, PHONE_BYTES_PER_SECOND = 3_000_000, 32_000
# All clients are there after so long; one that was sent away comes again after the pause.
GATHERING_SECONDS, PAUSE_SECONDS = 5, 0.5


async def _connect(target: Target, *, buffer: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    link = socket.socket()
    if buffer:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    link.setblocking(False)
    await asyncio.get_running_loop().sock_connect(link, (target.host, target.port))
    return await asyncio.open_connection(sock=link, limit=2**10 if buffer else 2**16)


def _post(length: int, *, path: bytes = b"/log-in", more: bytes = b"") -> bytes:
    length_line = b"Content-Length: %d\r\n" % length
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + kind + length_line + more + b"\r\n"


async def send_slowly(target: Target, number: int) -> None:
    """A body of one byte a second."""
    _reader, writer = await _connect(target)
    writer.write(_post(3_000, path=(b"/log-in", b"/healthz", b"/nothing-here")[number % 3]))
    while not writer.is_closing():
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(1)


async def send_half(target: Target, _number: int) -> None:
    """Half a body, then nothing."""
    reader, writer = await _connect(target)
    writer.write(_post(3_000) + b"a" * 1_500)
    await reader.read()
    writer.close()


async def send_head_slowly(target: Target, _number: int) -> None:
    """A head of one byte a second."""
    _reader, writer = await _connect(target)
    for byte in b"GET / HTTP/1.1\r\n" + HOST + b"X-Padding: " + b"a" * 1_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def stay_idle(target: Target, _number: int) -> None:
    """One request, then nothing on a connection that stays open."""
    reader, writer = await _connect(target)
    writer.write(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    while await reader.read(1_024):
        pass
    writer.close()


def read_slowly(path: bytes) -> Client:
    """A reader of megabytes, one byte a second."""

    async def client(target: Target, _number: int) -> None:
        reader, writer = await _connect(target, buffer=4_096)
        writer.write(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        while await reader.read(1):
            await asyncio.sleep(1)
        writer.close()

    return client


async def send_photo(target: Target, _number: int) -> None:
    """A phone that sends 3 MB over 256 kbit/s, again and again."""
    reader, writer = await _connect(target)
    kind = b"Content-Type: multipart/form-data; boundary=photo\r\nCookie: session=x\r\n"
    head = b"POST /boards/2/proposals/new HTTP/1.1\r\n" + HOST + kind
    writer.write(head + b"Content-Length: %d\r\n\r\n" % PHOTO_BYTES)
    for _ in range(PHOTO_BYTES // PHONE_BYTES_PER_SECOND + 1):
        writer.write(b"a" * PHONE_BYTES_PER_SECOND)
        await writer.drain()
        await asyncio.sleep(1)
    await reader.read(1_024)
    writer.close()


async def close_early(target: Target, _number: int) -> None:
    """A body that is broken off, and at once the next."""
    _reader, writer = await _connect(target)
    writer.write(_post(3_000) + b"a" * 1_500)
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()


async def send_chunks_without_end(target: Target, _number: int) -> None:
    """A chunked body that never ends."""
    _reader, writer = await _connect(target)
    writer.write(b"POST /log-in HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1\r\na\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


async def promise_and_wait(target: Target, _number: int) -> None:
    """Expect: 100-continue, and then no body."""
    reader, writer = await _connect(target)
    writer.write(_post(3_000, more=b"Expect: 100-continue\r\n"))
    while await reader.read(1_024):
        pass
    writer.close()


async def close_half(target: Target, _number: int) -> None:
    """The sending side closed after half a body."""
    reader, writer = await _connect(target)
    writer.write(_post(3_000) + b"a" * 1_500)
    writer.write_eof()
    await reader.read()
    writer.close()


async def send_too_much(target: Target, _number: int) -> None:
    """A gigabyte announced, and sent as fast as it goes."""
    _reader, writer = await _connect(target)
    writer.write(_post(1_000_000_000))
    for _ in range(1_000):
        writer.write(b"a" * 64 * 1_024)
        await writer.drain()
        await asyncio.sleep(0.1)


async def take_a_connection(target: Target, _number: int) -> None:
    """A connection without a byte on it."""
    reader, writer = await _connect(target)
    await reader.read()
    writer.close()


def attack_with(client: Client, clients: int) -> Callable[[Target, Event], None]:
    """So many clients at once, each starting again when it was sent away, until the event is set."""

    async def again_and_again(target: Target, number: int) -> None:
        await asyncio.sleep(number / clients * GATHERING_SECONDS)
        while True:
            with contextlib.suppress(OSError):
                await client(target, number)
            await asyncio.sleep(PAUSE_SECONDS)

    async def all_at_once(target: Target, over: Event) -> None:
        tasks = [asyncio.create_task(again_and_again(target, number)) for number in range(clients)]
        await asyncio.to_thread(over.wait)
        for task in tasks:
            task.cancel()

    return lambda target, over: asyncio.run(all_at_once(target, over))


def _attack(client: Client, clients: int, name: str, what: str) -> Attack:
    return Attack(name, what, clients, attack_with(client, clients))


ATTACKS = [
    _attack(send_slowly, 200, "slow senders", "a body of one byte a second"),
    _attack(send_half, 200, "silent senders", "half a body, then nothing"),
    _attack(send_head_slowly, 200, "slow heads", "a head of one byte a second"),
    _attack(read_slowly(b"/attack/file"), 200, "slow readers", "20 MB from the disk, one byte a second"),
    _attack(
        read_slowly(b"/attack/export"),
        200,
        "slow readers of exports",
        "4 MB written anew, one byte a second",
    ),
    _attack(send_photo, 50, "phones", "photos of 3 MB over 256 kbit/s"),
    _attack(stay_idle, 800, "idle visitors", "a connection kept open after a page"),
    _attack(take_a_connection, 4_000, "empty connections", "more than there is room for, without a byte"),
    _attack(close_early, 50, "broken bodies", "closed in the middle, and again at once"),
    _attack(close_half, 100, "half-closed", "the sending side closed after half a body"),
    _attack(send_chunks_without_end, 100, "endless chunks", "a chunked body that never ends"),
    _attack(promise_and_wait, 200, "100-continue", "a body promised and never sent"),
    _attack(send_too_much, 20, "too much", "a gigabyte announced and sent"),
]
