"""Files of JSON lines, one for each day (UTC), in a folder that only the service reads."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

LONGEST_LINE = 4_000
# Read from the end of a day's file, unless the whole is asked for.
MOST_READ_BYTES = 32 * 1024 * 1024


class DayFiles:
    """FOLDER/<kind>-2026-11-30.jsonl, for each kind and day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, kind: str, day: date) -> int:
        """Open the file of a day to add lines, and make it where it is not there. Returns its descriptor."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self.folder / _name(kind, day), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def read(self, kind: str, *, since: datetime, until: datetime, whole: bool = False) -> Iterator[str]:
        """The lines of one kind from the day of `since` to the day of `until`, the oldest first.

        whole: all of each file, line by line, instead of its last MOST_READ_BYTES.
        Raises PermissionError where the reader may not see them.
        """
        for number in range((until.date() - since.date()).days + 1):
            file = self.folder / _name(kind, since.date() + timedelta(days=number))
            if file.exists():
                yield from _lines(file, whole=whole)

    def remove_before(self, kind: str, day: date) -> int:
        """Remove the files of one kind from the days before `day`. Returns how many there were."""
        old = [one for one in self.folder.glob(f"{kind}-????-??-??.jsonl") if one.name < _name(kind, day)]
        for one in old:
            # Two workers on one machine look at the same moment.
            one.unlink(missing_ok=True)
        return len(old)


def bounded(line: str) -> bytes:
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
