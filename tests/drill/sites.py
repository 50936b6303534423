"""Sites of a few lines that keep what is sent to them, or lose it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from scripts.drill.book import Key, Write
from scripts.drill.drill import Stage
from scripts.drill.load import Door

# How often the site stores a write, what it answers, and where it sends people.
Fate = tuple[int, int, str]


class Site:
    """Stores the number of each write. fate: what becomes of it, by its number."""

    def __init__(self, fate: Callable[[int], Fate]) -> None:
        self.stored: Counter[Key] = Counter()
        self._fate, self._lock = fate, Lock()

    def take(self, number: int) -> tuple[int, str]:
        """Store a write; returns the status and the address of the answer."""
        times, status, place = self._fate(number)
        with self._lock:
            self.stored["support", number, 1] += times
        return status, place


@contextmanager
def open_stage(site: Site) -> Iterator[Stage]:
    """The site on a port, as a stage for drills."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, place = site.take(int(self.path.removeprefix("/")))
            if status:
                self.send_response(status)
                self.send_header("Location", place)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            door = Door(server.server_port, tls=False)
            yield Stage(door, lambda: site.stored, lambda: None, writes)
        finally:
            server.shutdown()


def writes(count: int) -> Iterator[Write]:
    """So many writes, numbered from 0."""
    for number in range(count):
        yield Write(("support", number, 1), b"POST /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number)
