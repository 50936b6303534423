"""The last failures of this machine, in a file: it is there also when the database is what failed.

FOLDER/failures.jsonl is written by all processes, each line by one write. While one of them makes the file
small again, a line of another may get lost; nobody ever waits.
"""

import fcntl
import logging
import os
from datetime import datetime
from pathlib import Path

from idea4gov.domain.failures import Failure, failure_line, last_failures, read_failure

LOG = logging.getLogger(__name__)
NAME, NEW = "failures.jsonl", "failures.jsonl.new"
# Some three hundred lines; then those that are kept are written anew.
MOST_BYTES = 64 * 1024
# More than that was never written by us.
MOST_READ_BYTES = 4 * MOST_BYTES


class FailureLog:
    """The failures in a folder. folder: "" to note none."""

    def __init__(self, folder: str = "") -> None:
        self._folder = Path(folder) if folder else None

    def add(self, failure: Failure) -> None:
        """Note a failure. One that cannot be noted is logged: whoever fails already must not fail again."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, failure_line(failure).encode() + b"\n")
                size = os.fstat(file).st_size
            finally:
                os.close(file)
            if size > MOST_BYTES:
                self._keep(last_failures(self._read()))
        except OSError as error:
            LOG.warning("failure_not_noted %s", error.strerror)

    def read(self) -> list[Failure]:
        """The last failures, the newest first. Raises PermissionError where the reader may not see them."""
        return last_failures(self._read())

    def remove_before(self, moment: datetime) -> None:
        """Forget failures of before a moment. Raises OSError."""
        found = self._read()
        if any(one.at < moment for one in found):
            self._keep([one for one in last_failures(found) if one.at >= moment])

    def _read(self) -> list[Failure]:
        if self._folder is None:
            return []
        try:
            with (self._folder / NAME).open("rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - MOST_READ_BYTES))
                lines = file.read(MOST_READ_BYTES).decode(errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return [one for one in map(read_failure, lines) if one is not None]

    def _keep(self, failures: list[Failure]) -> None:
        """Write the file anew, with these, unless another process does so just now."""
        assert self._folder is not None
        new = os.open(self._folder / NEW, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            # The lock ends with the process, so a killed one leaves none.
            fcntl.flock(new, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(new, 0)
            os.write(new, b"".join(failure_line(one).encode() + b"\n" for one in reversed(failures)))
            (self._folder / NEW).replace(self._folder / NAME)
        except BlockingIOError:
            return
        finally:
            os.close(new)
