"""A site of a few lines that keeps what is sent to it, or for one write does something else."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import NamedTuple

from scripts.drill.book import Key, Write
from scripts.drill.drill import Stage
from scripts.drill.load import Door


class Fate(NamedTuple):
    """What becomes of a write. times: how often it is stored; status: of the answer, 0 for none."""

    times: int
    status: int
    place: str = "/proposals/7"


KEPT = Fate(1, 303)


class Site:
    """Stores the number of each write. fate: of the one write that comes after each call of go_wrong."""

    def __init__(self, fate: Fate = KEPT) -> None:
        self.stored: Counter[Key] = Counter()
        self._fate, self._lock = fate, Lock()
        self._next, self._met = KEPT, Event()

    def go_wrong(self) -> None:
        """Let the next write meet its fate, and wait until one has."""
        self._met.clear()
        self._next = self._fate
        assert self._met.wait(30)

    def take(self, number: int) -> Fate:
        """Store a write as often as its fate says; returns it."""
        with self._lock:
            fate, self._next = self._next, KEPT
            self.stored["support", number, 1] += fate.times
        if fate is self._fate:
            self._met.set()
        return fate


@contextmanager
def open_stage(site: Site) -> Iterator[Stage]:
    """The site on a port, as a stage for drills."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fate = site.take(int(self.path.removeprefix("/")))
            if fate.status:
                self.send_response(fate.status)
                self.send_header("Location", fate.place)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield Stage(Door(server.server_port, tls=False), lambda: site.stored, lambda: None, writes)
        finally:
            server.shutdown()


def writes(count: int) -> Iterator[Write]:
    """So many writes, numbered from 0."""
    for number in range(count):
        yield Write(("support", number, 1), b"POST /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number)
