"""Where traffic data is written: access-2026-11-30.jsonl beside the security log, one for each day (UTC)."""

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from idea4gov.outside.day_files import DayFiles, bounded

LOG = logging.getLogger(__name__)
ACCESS = "access"
MINUTE = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class TrafficLog:
    """The log in a folder. folder: "" to write none.

    Every request writes a line. So the file stays open for a minute; each line is one write at the end of the
    file, which the system keeps whole among several processes, and nothing waits for the disk.
    """

    def __init__(self, folder: str) -> None:
        self._files = DayFiles(Path(folder)) if folder else None
        self._lock, self._descriptor = Lock(), -1
        self._since = self._until = _NEVER
        self._has_failed = False

    def write(self, line: str, *, at: datetime) -> None:
        """Add a line. A disk that is full must not stop the site: the first failure is logged."""
        if self._files is None:
            return
        with self._lock:
            try:
                os.write(self._open_for(at), bounded(line))
                self._has_failed = False
            except OSError as error:
                self._note(error)

    def read(self, *, since: datetime, until: datetime) -> Iterator[str]:
        """All lines from the day of `since` to the day of `until`, the oldest first.

        Raises PermissionError where the reader may not see them.
        """
        if self._files is not None:
            yield from self._files.read(ACCESS, since=since, until=until, whole=True)

    def remove_old(self, *, keep_days: int, now: datetime) -> int:
        """Remove the files whose last moment is `keep_days` old. Returns how many there were."""
        day = (now - timedelta(days=keep_days)).date()
        return 0 if self._files is None else self._files.remove_before(ACCESS, day)

    def close(self) -> None:
        """Close the file; the next line opens it anew."""
        with self._lock:
            self._close()

    def _open_for(self, at: datetime) -> int:
        if not self._since <= at < self._until:
            # Opened anew: another day may have begun, or somebody has moved the file away.
            self._close()
            assert self._files is not None
            self._descriptor = self._files.open(ACCESS, at.date())
            self._since = at.replace(second=0, microsecond=0)
            self._until = self._since + MINUTE
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor >= 0:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor, self._since, self._until = -1, _NEVER, _NEVER

    def _note(self, error: OSError) -> None:
        self._close()
        if not self._has_failed:
            LOG.error("traffic_log_not_written %s", error.strerror)
        self._has_failed = True
