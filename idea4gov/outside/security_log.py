"""Where the security log is written: JSON lines in a file for each day, and the syslog of the machine.

FOLDER/security-2026-11-30.jsonl holds the events, FOLDER/traffic-2026-11-30.jsonl the addresses that they
came from. Days are those of UTC.
"""

import logging
import logging.handlers
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from idea4gov.outside.day_files import DayFiles, bounded
from idea4gov.outside.syslog import SyslogStream

LOG = logging.getLogger(__name__)
SECURITY, TRAFFIC = "security", "traffic"
# With less room on the disk it is as good as full: a day of a flood takes more.
LEAST_FREE_BYTES = 16 * 1024 * 1024


class SecurityLog:
    """The log in a folder. folder: "" to write none.

    syslog: "/dev/log", "host:port" (UDP), "tcp://host:port", "tls://host:port", or "" for none.
    """

    def __init__(self, folder: str, syslog: str = "") -> None:
        self._files = DayFiles(Path(folder)) if folder else None
        self._syslog = _open_syslog(syslog) if syslog else None

    def write(self, line: str, *, at: datetime, traffic: str = "") -> None:
        """Add a line to the events of its day, and to those of the traffic one with the address.

        line, traffic: JSON. A disk that is full must not stop the site: the failure is logged.
        """
        if self._files is not None:
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
        if self._files is not None:
            yield from self._files.read(kind, since=since, until=until, whole=whole)

    def can_write(self, *, at: datetime) -> bool:
        """Whether the file of today's events can be opened, and the disk has room. True without a folder."""
        if self._files is None:
            return True
        try:
            os.close(self._files.open(SECURITY, at.date()))
            return shutil.disk_usage(self._files.folder).free >= LEAST_FREE_BYTES
        except OSError:
            return False

    def remove_before(self, kind: str, day: date) -> int:
        """Remove the files of one kind from the days before `day`. Returns how many there were."""
        return 0 if self._files is None else self._files.remove_before(kind, day)

    def _append(self, kind: str, line: str, at: datetime) -> None:
        assert self._files is not None
        try:
            # Opened anew each time: several processes write it, and somebody may move it away meanwhile.
            descriptor = self._files.open(kind, at.date())
            try:
                os.write(descriptor, bounded(line))
            finally:
                os.close(descriptor)
        except OSError as error:
            LOG.error("security_log_not_written %s", error.strerror)


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
