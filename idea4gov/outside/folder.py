"""Folders whose files are written atomically: a reader finds a complete file, or none."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

# Hex digits of the digest in the name of a file.
SHOWN_DIGEST = 16


class Written(NamedTuple):
    """A file that was written. digest: SHA-256 of its bytes, in hex."""

    size_bytes: int
    digest: str


class NamedFolder:
    """Files under random names, which nobody can guess: FOLDER/0123456789abcdef0123456789abcdef."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def path(self, name: str) -> Path:
        """The path of the file, whether or not it exists."""
        return self.folder / name

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file for writing.

        It gets its name at the end of the block; if the block raises, it is removed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=f".{name}.", delete=False) as file:
            try:
                yield file
                file.flush()
                Path(file.name).replace(self.path(name))
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def remove(self, name: str) -> None:
        """Remove a file if it exists, and the incomplete copies of it that killed workers left."""
        self.path(name).unlink(missing_ok=True)
        for part in self.folder.glob(f".{name}.*"):
            part.unlink(missing_ok=True)


class DayFolder:
    """Files in one folder for each day: FOLDER/2026-11-25/name-0123456789abcdef.csv."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def path(self, day: date, name: str, digest: str, suffix: str) -> Path:
        """The path of a file, whether or not it exists. digest: SHA-256 of its bytes, in hex."""
        return self.folder / day.isoformat() / f"{name}-{digest[:SHOWN_DIGEST]}.{suffix}"

    def write(self, day: date, name: str, suffix: str, pieces: Iterable[str]) -> Written:
        """Write one file of a day, in UTF-8. It gets its name once it is complete.

        pieces: its text, in parts.
        """
        folder = self.folder / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces:
                    data = piece.encode()
                    digest.update(data)
                    size += file.write(data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(self.path(day, name, digest.hexdigest(), suffix))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return Written(size, digest.hexdigest())

    def remove_before(self, day: date) -> int:
        """Remove the folders of the days before `day`. Returns the number of folders removed."""
        old = [one for one in self.folder.glob("????-??-??") if one.name < day.isoformat()]
        for one in old:
            shutil.rmtree(one)
        return len(old)
