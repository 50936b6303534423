"""What a server process has open: connections of visitors, and temporary files that wait for slow ones.

The server does not tell, and the operating system does. Once a second every open descriptor is looked at.
"""

import asyncio
import logging
import os
import socket
import stat
import time
from pathlib import Path
from typing import NamedTuple

OPEN_FILES = "/dev/fd"
EVERY_SECONDS = 1.0
STANDARD_ERROR = 2
# A reader who takes nothing for so long is gone.
UNREAD_SECONDS = 30
# What the system keeps for one connection; without it, up to 4 MB.
SENDING_BYTES = 128 * 1024
logger = logging.getLogger(__name__)


class _Connection(NamedTuple):
    since: float
    is_visitor: bool


class ServerWatch:
    """Counts what is open in this process. Too many connections: the oldest are closed.

    In a flood the oldest are those that will not end by themselves; what people do takes seconds.
    """

    def __init__(self, most_connections: int) -> None:
        self._most = most_connections
        self._known: dict[int, _Connection] = {}
        self._port = 0
        self.spooled_bytes = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look now, and again each second while `loop` runs."""
        self.look()
        loop.call_later(EVERY_SECONDS, self.start, loop)

    def added(self, spooled_bytes: int) -> None:
        """Count bytes that were written since the last look."""
        self.spooled_bytes += spooled_bytes

    def look(self) -> None:
        """Count temporary files and connections, and close the oldest connections that are too many."""
        files, open_now = {}, {}
        for each in Path(OPEN_FILES).iterdir():
            try:
                found = os.fstat(int(each.name))
            except OSError:
                continue
            if stat.S_ISSOCK(found.st_mode):
                open_now[found.st_ino] = int(each.name)
            elif stat.S_ISREG(found.st_mode) and found.st_nlink == 0 and int(each.name) > STANDARD_ERROR:
                files[found.st_dev, found.st_ino] = found.st_size
        self.spooled_bytes = sum(files.values())
        self._known = {key: self._known.get(key) or self._meet(each) for key, each in open_now.items()}
        visitors = [(known.since, open_now[key]) for key, known in self._known.items() if known.is_visitor]
        for _since, descriptor in sorted(visitors)[: max(0, len(visitors) - self._most)]:
            _close(descriptor)

    def _meet(self, descriptor: int) -> _Connection:
        """Find out what a new socket is, and limit it if it is the one that listens."""
        try:
            with socket.socket(fileno=os.dup(descriptor)) as link:
                if link.family not in (socket.AF_INET, socket.AF_INET6):
                    return _Connection(0, is_visitor=False)
                if link.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    self._port = link.getsockname()[1]
                    _limit(link)
                    return _Connection(0, is_visitor=False)
                return _Connection(time.monotonic(), is_visitor=link.getsockname()[1] == self._port)
        except OSError:
            return _Connection(0, is_visitor=False)


def _limit(listener: socket.socket) -> None:
    """Limit what the system keeps for each connection and how long; accepted connections inherit it."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)


def _close(descriptor: int) -> None:
    try:
        with socket.socket(fileno=os.dup(descriptor)) as link:
            link.shutdown(socket.SHUT_RDWR)
    except OSError:
        logger.debug("a connection was gone before it was closed")
