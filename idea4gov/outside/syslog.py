"""Lines for a syslog on another machine, over TLS (RFC 5425) or TCP (RFC 6587), from a thread of their own.

Nobody who writes a line waits for the network. What does not fit into the queue is counted, and the number is
sent and logged when the syslog takes lines again.
"""

import atexit
import logging
import os
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from urllib.parse import parse_qs, urlsplit

LOG = logging.getLogger(__name__)
MOST_WAITING = 2_000
TIMEOUT_SECONDS = 10
# Between two tries to connect; doubled up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# How long the end of a process waits for lines that are still to be sent.
LAST_SECONDS = 3.0
AUTHPRIV_INFO = 10 * 8 + 6


class SyslogStream:
    """A syslog at tls://host:port or tcp://host:port.

    The certificate is checked against the authorities of the system, or those in `?cafile=/path.pem`.
    """

    def __init__(self, url: str, *, most_waiting: int = MOST_WAITING) -> None:
        self._url = urlsplit(url)
        self._queue: Queue[bytes] = Queue(most_waiting)
        self._lock, self._ending = Lock(), Event()
        self._pid: int | None = None
        self._thread: Thread | None = None
        self._connection: socket.socket | None = None
        self._lost = 0

    def send(self, line: str, at: datetime) -> None:
        """Send a line as soon as possible, or count it as lost when too many wait. Never waits itself."""
        self._start()
        try:
            self._queue.put_nowait(_frame(line, at))
        except Full:
            with self._lock:
                self._lost += 1

    def close(self) -> None:
        """Send what is waiting, for a short time at most, and end."""
        atexit.unregister(self.close)
        self._ending.set()
        if self._thread is not None and self._pid == os.getpid():
            self._thread.join(LAST_SECONDS)

    def _start(self) -> None:
        with self._lock:
            # A thread does not survive a fork.
            if self._pid == os.getpid():
                return
            self._pid, self._connection = os.getpid(), None
            self._thread = Thread(target=self._work, name="syslog", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def _work(self) -> None:
        while not (self._ending.is_set() and self._queue.empty()):
            with suppress(Empty):
                self._deliver(self._queue.get(timeout=0.2))
        self._drop()

    def _deliver(self, frame: bytes) -> None:
        """Send a line, and try again until it is taken or the process ends."""
        pause, is_told = FIRST_PAUSE, False
        while True:
            try:
                self._tell_lost()
                return self._write(frame)
            except OSError as error:
                self._drop()
                if not is_told:
                    LOG.error("syslog_not_reached %s", getattr(error, "reason", None) or error.strerror)
                    is_told = True
            if self._ending.wait(pause):
                return None
            pause = min(2 * pause, LONGEST_PAUSE)

    def _write(self, frame: bytes) -> None:
        if self._connection is not None and _is_closed(self._connection):
            self._drop()
        if self._connection is None:
            self._connection = _connect(
                self._url.scheme, self._url.hostname or "", self._url.port or 0, self._url.query
            )
        self._connection.sendall(frame)

    def _tell_lost(self) -> None:
        """Say how many lines did not fit, once the syslog takes lines again. Raises OSError."""
        lost = self._lost
        if lost:
            self._write(_frame(f'{{"syslog_lines_lost": {lost}}}', datetime.now(UTC)))
            LOG.error("syslog_lines_lost %d", lost)
            with self._lock:
                self._lost -= lost

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _frame(line: str, at: datetime) -> bytes:
    """A message of RFC 5424 behind the number of its bytes, so that no line can pass for two."""
    header = f"<{AUTHPRIV_INFO}>1 {at.isoformat()} {socket.gethostname()} idea4gov {os.getpid()} - - "
    message = (header + line).encode(errors="replace")
    return b"%d %b" % (len(message), message)


def _connect(scheme: str, host: str, port: int, query: str) -> socket.socket:
    plain = socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)
    if scheme == "tcp":
        return plain
    try:
        context = ssl.create_default_context(cafile=parse_qs(query).get("cafile", [None])[0])
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _is_closed(connection: socket.socket) -> bool:
    """Whether the other side has ended: a first write would still succeed, and its line be lost."""
    connection.settimeout(0)
    try:
        return connection.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        connection.settimeout(TIMEOUT_SECONDS)
