"""The folder of renditions, which server processes and makers share: what is asked for, and finished files.

FOLDER/asked/NARROW-WIDE.KEY    a rendition that waits, as JSON; the letter before it says whose turn it is
FOLDER/making/KEY           one that is being made
FOLDER/failed/KEY           one whose making has failed lately
FOLDER/files/KEY/SHOWN-COUNTED    its file, of one state

Files get these names whole, by renaming, so that no process needs a lock, and one that is killed leaves
nothing half done: what it was making is asked for again.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Literal, NamedTuple

from idea4gov.domain.renditions import (
    DEADLINE,
    KEPT_UNUSED,
    LAG,
    MISSING,
    MOST_OF_NETWORK,
    MOST_OF_SITE,
    MOST_WAITING,
    PAUSE_AFTER_FAILURE,
    PAUSE_AFTER_NO_COPY,
    Rendition,
    State,
    digest,
)

PRIVATE = 0o700
TOUCH_SECONDS = 30
SITE_DIGITS = 12
# The first letter of what waits: a flood of visitors holds up no official. Copies have makers of their own.
FOR_OFFICIALS, FOR_VISITORS, COPIES = "a", "b", "c"
Asked = Literal["first", "again", "full", "failed"]


class Kept(NamedTuple):
    """A finished file. etag: of its state."""

    path: Path
    etag: str


class RenditionFolder:
    """The files and the queue of an installation. version: of the software that lays the files out.

    lags: whether files may be served whose numbers are older by LAG.
    """

    def __init__(self, folder: str, *, version: str = "", lags: bool = True) -> None:
        self.folder = Path(folder)
        self._version, self._lags = version, lags

    @property
    def offload_socket(self) -> Path:
        """Where the makers also take requests that take long (outside/offloading.py)."""
        return self.folder / "offload.sock"

    def find(self, rendition: Rendition, state: State) -> Kept | None:
        """The file of this state, or a recent one that lags behind in numbers alone."""
        key = self._key(rendition)
        folder, exact = self.folder / "files" / key, f"{state.shown}-{state.counted}"
        for name in sorted(_names(folder), key=lambda one: one != exact):
            path = folder / name
            if name != exact and not (self._lags and name.startswith(f"{state.shown}-")):
                continue
            with suppress(FileNotFoundError):
                if name == exact or time.time() - path.stat().st_mtime < LAG.total_seconds():
                    _touch(path)
                    return Kept(path, digest(key, name))
        return None

    def is_missing(self, copy: Rendition) -> bool:
        """Whether the file to be copied was not there a moment ago."""
        kept = self.find(copy, MISSING)
        return kept is not None and _is_younger(kept.path, PAUSE_AFTER_NO_COPY.total_seconds())

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is being made."""
        return not _names(self.folder / "asked") and not _names(self.folder / "making")

    def is_asked(self, rendition: Rendition) -> bool:
        """Whether the rendition waits or is being made already."""
        key = self._key(rendition)
        waiting = {name.partition(".")[2] for name in _names(self.folder / "asked")}
        return key in waiting or (self.folder / "making" / key).exists()

    def ask(self, rendition: Rendition, *, networks: tuple[str, str]) -> Asked:
        """Ask the makers for a file. networks: digests of the narrow and the wide one that ask for it.

        Returns "first", or why nothing was put down: it is asked for "again", the queue is "full", or its
        making has "failed" less than PAUSE_AFTER_FAILURE ago (of a copy, PAUSE_AFTER_NO_COPY).
        """
        key, is_copy = self._key(rendition), rendition.kind == "copy"
        pause = PAUSE_AFTER_NO_COPY if is_copy else PAUSE_AFTER_FAILURE
        if _is_younger(self.folder / "failed" / key, pause.total_seconds()):
            return "failed"
        if self.is_asked(rendition):
            return "again"
        turn = COPIES if is_copy else FOR_VISITORS if rendition.account_id is None else FOR_OFFICIALS
        if self._is_full(turn, networks):
            return "full"
        with self._written(self.folder / "asked" / f"{turn}{'-'.join(networks)}.{key}") as file:
            file.write(rendition.to_json().encode())
        return "first"

    def _is_full(self, turn: str, networks: tuple[str, str]) -> bool:
        waiting = [name[1:] for name in _names(self.folder / "asked") if name.startswith(turn)]
        owners = [name.partition(".")[0].split("-") for name in waiting]
        narrow, wide = (sum(network in owner for owner in owners) for network in networks)
        return len(owners) >= MOST_WAITING or narrow >= MOST_OF_NETWORK or wide >= MOST_OF_SITE

    def take(self, turns: str = FOR_OFFICIALS + FOR_VISITORS) -> Rendition | None:
        """Take the rendition that waits longest, officials' before others, or None. done() must be called.

        turns: the first letters of those that may be taken.
        """
        waiting = [self.folder / "asked" / one for one in _names(self.folder / "asked") if one[0] in turns]
        for path in sorted(waiting, key=lambda one: (one.name[0], _time(one))):
            target = self._making(path.name.partition(".")[2])
            with suppress(FileNotFoundError):
                path.rename(target)
                return Rendition.from_json(target.read_text())
        return None

    def done(self, rendition: Rendition, *, failed: bool = False) -> None:
        """Say that the making of a rendition has ended. failed: no file was made."""
        key = self._key(rendition)
        if failed:
            with self._written(self.folder / "failed" / key):
                pass
        self._making(key).unlink(missing_ok=True)

    @contextmanager
    def writing(
        self, rendition: Rendition, state: State, *, made_at: datetime | None = None
    ) -> Iterator[IO[bytes]]:
        """Open a file for a state of the rendition. It gets its name, and former ones go, after the block.

        made_at: when its numbers were read, if not now.
        """
        folder = self.folder / "files" / self._key(rendition)
        path = folder / f"{state.shown}-{state.counted}"
        with self._written(path) as file:
            yield file
            if made_at is not None:
                file.flush()
                os.utime(file.fileno(), (time.time(), made_at.timestamp()))
        for name in _names(folder):
            if name != path.name:
                (folder / name).unlink(missing_ok=True)

    def name(self, rendition: Rendition, state: State) -> str:
        """What a file is called among those of all machines, of which each may have this release."""
        return f"{self._key(rendition)}/{state.shown}-{state.counted}"

    def sweep(self, *, max_bytes: int) -> int:
        """Delete files that nobody asked for during KEPT_UNUSED, and the least recently used above a size.

        Also what killed processes have left. Returns the number of files deleted.
        """
        now, total, deleted = time.time(), 0, 0
        found = [(path, path.stat()) for path in self.folder.glob("files/*/*") if path.is_file()]
        for path, facts in sorted(found, key=lambda one: -one[1].st_atime):
            total += facts.st_size
            if total > max_bytes or now - facts.st_atime > KEPT_UNUSED.total_seconds():
                path.unlink(missing_ok=True)
                deleted += 1
        for folder in self.folder.glob("files/*"):
            # Not while a maker may be about to write into it.
            if not _is_younger(folder, 2 * DEADLINE.total_seconds()):
                with suppress(OSError):
                    folder.rmdir()
        for path in (*self.folder.glob("parts/*"), *self.folder.glob("failed/*")):
            if not _is_younger(path, 2 * DEADLINE.total_seconds()):
                path.unlink(missing_ok=True)
        return deleted

    def clear(self) -> None:
        """Delete everything: files of an earlier start may have been laid out by other software."""
        for path in sorted(self.folder.glob("**/*"), reverse=True):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)

    def _key(self, rendition: Rendition) -> str:
        return digest(self._version, rendition.key)

    def _making(self, key: str) -> Path:
        folder = self.folder / "making"
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        return folder / key

    @contextmanager
    def _written(self, path: Path) -> Iterator[IO[bytes]]:
        parts = self.folder / "parts"
        for folder in (self.folder, parts, path.parent.parent, path.parent):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=parts, delete=False) as file:
            try:
                yield file
                file.flush()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


def open_folder(folder: str, *, database_url: str, lags: bool = True) -> RenditionFolder:
    """The folder of the site on this database, for this release of the software.

    folder: may be that of several sites. lags: see RenditionFolder.
    """
    own = Path(folder) / digest(database_url)[:SITE_DIGITS]
    return RenditionFolder(str(own), version=version("idea4gov"), lags=lags)


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(folder)]
    except FileNotFoundError:
        return []


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_younger(path: Path, seconds: float) -> bool:
    return time.time() - _time(path) < seconds


def _touch(path: Path) -> None:
    """Record that a file is used, now and then: as its time of access, which the system itself may not."""
    facts = path.stat()
    if time.time() - facts.st_atime > TOUCH_SECONDS:
        os.utime(path, (time.time(), facts.st_mtime))
