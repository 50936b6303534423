"""The folder of backups: each is a folder of its own, there whole or not at all, for its user alone."""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from idea4gov.domain.backups import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    BackupFile,
    BackupProblem,
    Manifest,
    list_backups,
    manifest_text,
    read_manifest,
)

PIECE = 2**20
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
UNFINISHED = ".unfinished-"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Writer(Protocol):
    """What takes a stream of bytes."""

    def write(self, data: bytes, /) -> int:
        """Take a piece."""

    def flush(self) -> None:
        """Hand it over."""


@contextmanager
def private_place(beside: Path) -> Iterator[Path]:
    """A folder in `beside` for this process alone, gone at the end of the block.

    What killed processes left there is removed first.
    """
    with _locked(beside):
        for leftover in beside.glob(f"{UNFINISHED}*"):
            with suppress(BlockingIOError), _locked(leftover, waits=False):
                shutil.rmtree(leftover, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=beside))
        held = ExitStack()
        held.enter_context(_locked(place))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        held.close()


@contextmanager
def _locked(folder: Path, *, waits: bool = True) -> Iterator[None]:
    """Hold the lock of a folder, which ends with the process. waits: else BlockingIOError at once."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


@contextmanager
def telling_of_room(place: Path) -> Iterator[None]:
    """Turn a full disk in the block into BackupProblem. place: on that disk."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise no_room(place) from error


def no_room(place: Path) -> BackupProblem:
    """The error of a full disk, with what is free on it."""
    free = shutil.disk_usage(place).free // 2**20
    return BackupProblem(
        f"The disk of {place} is full ({free:,} MB are free). Nothing was kept of this run: make room, or "
        "name a folder on another disk."
    )


class BackupFolder:
    """A folder with backups of one site: FOLDER/idea4gov-20261130T220000Z/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Make the folder if need be, and be the only process that changes it. Raises BackupProblem."""
        self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise BackupProblem(
                f"Another backup into {self.folder} is running: wait until it ends."
            ) from error
        finally:
            os.close(lock)

    def names(self) -> list[str]:
        """The names of all that is in the folder."""
        return [one.name for one in self.folder.iterdir()]

    def finish(self, place: Path, name: str, manifest: Manifest) -> Path:
        """Give a backup its name, with everything on the disk. place: of private_place in this folder."""
        with (place / MANIFEST).open("x", encoding="utf-8") as file:
            file.write(manifest_text(manifest))
        for one in place.iterdir():
            one.chmod(PRIVATE_FILE)
            sync(one)
        sync(place)
        place.rename(self.folder / name)
        sync(self.folder)
        return self.folder / name

    def remove(self, name: str) -> None:
        """Remove a backup: at no moment is there a part of it under its name."""
        leaving = self.folder / f"{UNFINISHED}{name}"
        (self.folder / name).rename(leaving)
        shutil.rmtree(leaving)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def find_backup(folder: Path) -> tuple[Path, Manifest]:
    """A backup and its manifest: `folder` itself, or the newest in it. Raises BackupProblem."""
    if not (folder / MANIFEST).is_file():
        names = list_backups(one.name for one in folder.iterdir()) if folder.is_dir() else []
        if not names:
            raise BackupProblem(f"There is no backup in {folder}: name a folder that idea4gov backup wrote.")
        folder /= names[-1]
    with (folder / MANIFEST).open("rb") as file:
        data = file.read(MOST_MANIFEST_BYTES)
    return folder, read_manifest(data.decode(errors="replace"))


def check_file(path: Path, stated: BackupFile) -> None:
    """Raises BackupProblem where a file of a backup is missing or not the one that was written."""
    if not path.is_file() or path.stat().st_size != stated.size_bytes or file_of(path) != stated:
        raise BackupProblem(f"{path} is missing, or is not as it was written. Use another backup.")


def file_of(path: Path) -> BackupFile:
    """What a manifest says of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return BackupFile(path.name, path.stat().st_size, digest.hexdigest())


class DigestingFile:
    """A new private file that is written. made(): what a manifest says of it, once it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._digest, self._size = path, hashlib.sha256(), 0
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")

    def __enter__(self) -> "DigestingFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        """Write and digest."""
        self._digest.update(data)
        self._size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Hand over to the system what was written."""
        self._file.flush()

    def made(self) -> BackupFile:
        """The file by its name, size and digest."""
        return BackupFile(self._path.name, self._size, self._digest.hexdigest())


def copy(source: IO[bytes], target: Writer) -> None:
    """Copy a stream in pieces."""
    while piece := source.read(PIECE):
        target.write(piece)
    target.flush()
