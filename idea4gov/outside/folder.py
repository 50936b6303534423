"""Made files in folders of this machine, or in one that several machines share (a FileStore)."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from idea4gov.domain.made_files import DAYS, EXPORTS, LEFT_OVER, RENDITIONS, StoredFile

BLOCK_BYTES = 256 * 1024
READABLE = 0o644
# Only these are ours to delete.
PART = ".part-"


class FileFolders:
    """A folder for each kind of files: exports/NAME lies in FOLDER OF EXPORTS/NAME.

    A file gets its name whole, by renaming: a reader finds a complete file, or none.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """folders: {first part of the name: folder}; renditions are shared where they have one."""
        self._folders = dict(folders)
        self.shares_renditions = RENDITIONS in self._folders

    def check(self) -> None:
        """Nothing: a folder is made when it is first needed."""

    def local_path(self, name: str) -> Path:
        """The path of the file, whether or not it exists."""
        kind, _, rest = name.partition("/")
        return self._folders[kind] / rest

    def put(self, name: str, file: IO[bytes]) -> None:
        """Store a whole file."""
        path = self.local_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=PART, delete=False) as part:
            try:
                shutil.copyfileobj(file, part, BLOCK_BYTES)
                part.flush()
                if name.startswith(f"{DAYS}/"):
                    # Anybody may have these: a web server may hand them out by itself.
                    Path(part.name).chmod(READABLE)
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise

    def read(self, name: str) -> Iterator[bytes]:
        """The file in blocks. Raises FileNotFoundError before the first of them."""
        with self.local_path(name).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def remove(self, name: str) -> None:
        """Remove a file if it is there, and the folder of its day or rendition with the last one in it."""
        path = self.local_path(name)
        path.unlink(missing_ok=True)
        if path.parent not in self._folders.values():
            with suppress(OSError):
                path.parent.rmdir()

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        """The files whose names begin so."""
        kind = prefix.partition("/")[0]
        folder = self._folders.get(kind)
        for path in folder.rglob("[!.]*") if folder else ():
            name = f"{kind}/{path.relative_to(folder or path)}"
            with suppress(FileNotFoundError):
                if name.startswith(prefix) and path.is_file():
                    facts = path.stat()
                    yield StoredFile(name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def remove_unfinished(self, *, now: datetime) -> None:
        """Remove what killed processes have not finished."""
        for folder in self._folders.values():
            for part in folder.rglob(f"{PART}*"):
                with suppress(FileNotFoundError):
                    if part.is_file() and part.stat().st_mtime < (now - LEFT_OVER).timestamp():
                        part.unlink()


def own_folders(exports: str, days: str) -> FileFolders:
    """The folders of one machine. Renditions stay in the folder that its renderer has for them."""
    return FileFolders({EXPORTS: Path(exports), DAYS: Path(days)})


def shared_folder(folder: str) -> FileFolders:
    """A folder that every machine of the installation reaches by this path."""
    return FileFolders({kind: Path(folder) / kind for kind in (EXPORTS, DAYS, RENDITIONS)})
