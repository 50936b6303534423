"""A folder of files that are written whole or not at all, and named by what is in them."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

SHOWN_DIGEST = 16


class Written(NamedTuple):
    """What was written. digest: SHA-256, as hex, of the bytes."""

    size_bytes: int
    digest: str


class NamedFolder:
    """Files under names that nobody can guess: FOLDER/0123456789abcdef0123456789abcdef."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def path(self, name: str) -> Path:
        """Where the file is, or would be."""
        return self.folder / name

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write; it has its name once the block is left, and is gone when the block fails."""
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
        """Remove a file, if it is there, and what killed workers left half-written of it."""
        self.path(name).unlink(missing_ok=True)
        for part in self.folder.glob(f".{name}.*"):
            part.unlink(missing_ok=True)


class DayFolder:
    """Files by the day that they were made on: FOLDER/2026-11-25/name-0123456789abcdef.csv."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def path(self, day: date, name: str, digest: str, suffix: str) -> Path:
        """Where the file with this digest is, or would be."""
        return self.folder / day.isoformat() / f"{name}-{digest[:SHOWN_DIGEST]}.{suffix}"

    def write(self, day: date, name: str, suffix: str, pieces: Iterable[str]) -> Written:
        """Write a file of a day, in UTF-8; a reader never meets half of it."""
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
        """Remove the folders of days before `day`. Returns how many."""
        old = [one for one in self.folder.glob("????-??-??") if one.name < day.isoformat()]
        for one in old:
            shutil.rmtree(one)
        return len(old)
