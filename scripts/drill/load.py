"""Thirty writes a second by people with sessions: supports, comments and ballots in turn."""

import itertools
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from threading import Event, Thread

from bench.rounds import Voting
from bench.visitors import Visitors
from scripts.drill.book import Book, Entry, Write

RATE = 30
# People who wait longer are gone.
LATE_SECONDS = 15
COMMENT = "ขยะล้นถังทุกวันหยุดยาว ขอถังแยกขยะตลอดแนวหาด ความเห็นที่ {number} ของ {account}"


@dataclass(frozen=True)
class Door:
    """Where requests go in. tls: whether to speak TLS there, with whatever certificate."""

    port: int
    tls: bool = True

    def open(self) -> AbstractContextManager[socket.socket]:
        """A new connection."""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=LATE_SECONDS)
        if not self.tls:
            return link
        try:
            return UNCHECKED.wrap_socket(link)
        except OSError:
            link.close()
            raise


UNCHECKED = ssl._create_unverified_context()  # noqa: S323 - the cluster's certificate is its own


def send(door: Door, request: bytes) -> str:
    """Send a request as a visitor who comes anew; returns the status of the answer, or what came instead.

    "refused": nobody listens; "cut": the connection ended; "late": nothing came in time; "log-in": the answer
    is to log in first.
    """
    try:
        with door.open() as link:
            link.sendall(request)
            answer = HTTPResponse(link, method="POST")
            answer.begin()
            answer.read()
    except TimeoutError:
        return "late"
    except ConnectionRefusedError:
        return "refused"
    except (OSError, HTTPException):
        return "cut"
    sends_to_log_in = answer.status == 303 and "/log-in" in (answer.headers["Location"] or "")
    return "log-in" if sends_to_log_in else str(answer.status)


def carry(door: Door, write: Write) -> Entry:
    """Send a write; returns what is to be entered in the book."""
    sent_at = time.monotonic()
    answer = send(door, write.request)
    return Entry(write.key, answer, sent_at, time.monotonic() - sent_at)


def prepare(visitors: Visitors, voting: Voting, accounts: range) -> Iterator[Write]:
    """Writes by these people, as long as there are any: each supports, comments and votes in turn."""
    proposals = range(1, visitors.seeded.proposals + 1)
    ballots = [
        Write(("ballot", account), request)
        for account, request in zip(accounts, visitors.ballots(accounts, voting), strict=True)
    ]
    pairs = [(account, proposals[account * 7 % len(proposals)]) for account in accounts]
    supports = [
        Write(("support", proposal, account), request)
        for (account, proposal), request in zip(pairs, visitors.supports(pairs), strict=True)
    ]
    texts = [
        (account, proposal, COMMENT.format(number=proposal, account=account)) for account, proposal in pairs
    ]
    comments = [
        Write(("comment", text), request)
        for (_, _, text), request in zip(texts, visitors.comments(texts), strict=True)
    ]
    return itertools.chain.from_iterable(zip(supports, comments, ballots, strict=True))


class Load:
    """Sends the writes, RATE a second, whether the former ones are answered or not."""

    def __init__(self, door: Door, writes: Iterator[Write], book: Book, rate: int = RATE) -> None:
        self._door, self._writes, self._book, self._rate = door, writes, book, rate
        self._over = Event()
        self._clock = Thread(target=self._send_all, name="load")
        self._people = ThreadPoolExecutor(rate * LATE_SECONDS)

    def __enter__(self) -> "Load":
        self._clock.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop sending, and wait for what is not answered yet."""
        self._over.set()
        self._clock.join()
        self._people.shutdown()

    def _send_all(self) -> None:
        start = time.monotonic()
        for number, write in enumerate(self._writes):
            if self._over.wait(max(0.0, start + number / self._rate - time.monotonic())):
                return
            self._people.submit(self._send, write)

    def _send(self, write: Write) -> None:
        self._book.enter(carry(self._door, write))
