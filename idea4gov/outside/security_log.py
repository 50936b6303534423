"""Where the security log is written: JSON lines in a file for each day, and the syslog of the machine.

FOLDER/security-2026-11-30.jsonl holds the events, FOLDER/traffic-2026-11-30.jsonl the addresses that they
came from. Days are those of UTC.
"""

import json
import logging
import logging.handlers
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from idea4gov.outside.syslog import SyslogStream

LOG = logging.getLogger(__name__)
SECURITY, TRAFFIC = "security", "traffic"
LONGEST_LINE = 4_000
# Read from the end of a day's file, unless the whole is asked for.
MOST_READ_BYTES = 32 * 1024 * 1024
# With less room on the disk it is as good as full: a day of a flood takes more.
LEAST_FREE_BYTES = 16 * 1024 * 1024


class SecurityLog:
    """The log in a folder. folder: "" to write none.

    syslog: "/dev/log", "host:port" (UDP), "tcp://host:port", "tls://host:port", or "" for none.
    """

    def __init__(self, folder: str, syslog: str = "") -> None:
        self._folder = Path(folder) if folder else None
        self._syslog = _open_syslog(syslog) if syslog else None

    def write(self, line: str, *, at: datetime, traffic: str = "") -> None:
        """Add a line to the events of its day, and to those of the traffic one with the address.

        line, traffic: JSON. A disk that is full must not stop the site: the failure is logged.
        """
        if self._folder is not None:
            self._append(SECURITY, line, at)
            if traffic:
                self._append(TRAFFIC, traffic, at)
        if isinstance(self._syslog, SyslogStream):
            self._syslog.send(line, at)
        elif self._syslog is not None:
            self._syslog.emit(logging.makeLogRecord({"msg": line, "levelname": "INFO"}))

    def close(self) -> None:
        """Send what is still to be sent to the syslog, and end."""
        if self._syslog is not None:
            self._syslog.close()

    def read(self, kind: str, *, since: datetime, until: datetime, whole: bool = False) -> Iterator[str]:
        """The lines of one kind from the day of `since` to the day of `until`, the oldest first.

        whole: all of each file, line by line, instead of its last MOST_READ_BYTES.
        Raises PermissionError where the reader may not see them.
        """
        if self._folder is None:
            return
        for number in range((until.date() - since.date()).days + 1):
            file = self._folder / _name(kind, since.date() + timedelta(days=number))
            if file.exists():
                yield from _lines(file, whole=whole)

    def can_write(self, *, at: datetime) -> bool:
        """Whether the file of today's events can be opened, and the disk has room. True without a folder."""
        if self._folder is None:
            return True
        try:
            os.close(self._open(SECURITY, at))
            return shutil.disk_usage(self._folder).free >= LEAST_FREE_BYTES
        except OSError:
            return False

    def remove_before(self, kind: str, day: date) -> int:
        """Remove the files of one kind from the days before `day`. Returns how many there were."""
        if self._folder is None:
            return 0
        old = [one for one in self._folder.glob(f"{kind}-????-??-??.jsonl") if one.name < _name(kind, day)]
        for one in old:
            one.unlink()
        return len(old)

    def _append(self, kind: str, line: str, at: datetime) -> None:
        try:
            descriptor = self._open(kind, at)
            try:
                os.write(descriptor, _bounded(line))
            finally:
                os.close(descriptor)
        except OSError as error:
            LOG.error("security_log_not_written %s", error.strerror)

    def _open(self, kind: str, at: datetime) -> int:
        assert self._folder is not None
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Opened anew each time: several processes write it, and somebody may move it away meanwhile.
        return os.open(self._folder / _name(kind, at.date()), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _bounded(line: str) -> bytes:
    """The line as bytes, with its end. One that is too long gives way to a note, which is valid JSON."""
    data = line.encode(errors="replace")
    return (data if len(data) <= LONGEST_LINE else json.dumps({"left_out_bytes": len(data)}).encode()) + b"\n"


def _name(kind: str, day: date) -> str:
    return f"{kind}-{day.isoformat()}.jsonl"


def _lines(file: Path, *, whole: bool) -> Iterator[str]:
    with file.open("rb") as lines:
        size = os.fstat(lines.fileno()).st_size
        if size > MOST_READ_BYTES and not whole:
            lines.seek(size - MOST_READ_BYTES)
            lines.readline(2 * LONGEST_LINE)
        # What has no end is read in pieces, none of which is an event.
        while line := lines.readline(2 * LONGEST_LINE):
            yield line.decode(errors="replace")


class _Datagrams(logging.handlers.SysLogHandler):
    """A syslog that takes datagrams. While it is away that is logged once, and the lines are lost."""

    _has_failed = _is_told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Send a line; whoever writes it is not stopped by a failure."""
        self._has_failed = False
        super().emit(record)
        self._is_told = self._has_failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - as the library has it
        """Log the failure once, instead of printing each with its traceback."""
        if not self._is_told:
            error = sys.exc_info()[1]
            LOG.error("syslog_not_reached %s", getattr(error, "strerror", None) or type(error).__name__)
        self._has_failed = True


def _open_syslog(address: str) -> SyslogStream | _Datagrams | None:
    if "://" in address:
        return SyslogStream(address)
    host, _, port = address.rpartition(":")
    target = (host, int(port)) if host and port.isdigit() else address
    try:
        handler = _Datagrams(target, facility=_Datagrams.LOG_AUTHPRIV, socktype=socket.SOCK_DGRAM)
    except OSError as error:
        LOG.error("syslog_not_reached %s", error.strerror)
        return None
    handler.ident, handler.append_nul = "idea4gov: ", False
    return handler
