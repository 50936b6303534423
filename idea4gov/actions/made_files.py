"""Where made files lie (a FileStore), those that lie in the database, and the way from place to place."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final

from sqlalchemy.exc import IntegrityError

from idea4gov.domain.made_files import (
    DAYS,
    LEFT_OVER,
    FilesFull,
    FilesPlace,
    FileStore,
    StoredFile,
    day_name,
    files_kind,
    read_bucket,
)
from idea4gov.outside.folder import own_folders, shared_folder
from idea4gov.store import data_files, made_files
from idea4gov.store.data_files import PublishedFile
from idea4gov.store.made_files import CHUNK_BYTES
from idea4gov.store.session import Database

# Chunks of one transaction: on SQLite nobody else writes meanwhile.
CHUNKS_AT_ONCE: Final = 16
FILE_SCHEME: Final = "file://"


class DatabaseFiles:
    """Made files in the database: no more than some chunks of one are in memory at a time."""

    shares_renditions = True

    def __init__(self, database: Database, *, max_bytes: int) -> None:
        self._database, self._max_bytes = database, max_bytes

    def check(self) -> None:
        """Nothing: without the database nobody asks."""

    def local_path(self, name: str) -> None:  # noqa: ARG002 - of every FileStore
        """None: files lie elsewhere."""
        return

    def put(self, name: str, file: IO[bytes]) -> None:
        """Store a whole file, in several transactions; the last one shows it. Raises FilesFull."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        with self._database.transaction() as db:
            if made_files.count_bytes(db) + size > self._max_bytes:
                raise FilesFull(name)
            file_id = made_files.begin_file(db, name, size, now=datetime.now(UTC))
        chunks = iter(partial(file.read, CHUNK_BYTES), b"")
        for first in range(0, size, CHUNKS_AT_ONCE * CHUNK_BYTES):
            few = list(islice(chunks, CHUNKS_AT_ONCE))
            with self._database.transaction() as db:
                made_files.add_chunks(db, file_id, first // CHUNK_BYTES, few)
        # Another process may have completed the same file in this moment: then that one is shown.
        with suppress(IntegrityError), self._database.transaction() as db:
            made_files.complete_file(db, file_id, name)

    def read(self, name: str) -> Iterator[bytes]:
        """The file in blocks. Raises FileNotFoundError, also where it is removed meanwhile."""
        with self._database.reading() as db:
            found = made_files.find_file(db, name)
            if found is None:
                raise FileNotFoundError(name)
            for number in range(-(-found.size_bytes // CHUNK_BYTES)):
                chunk = made_files.find_chunk(db, found.id, number)
                if chunk is None:
                    raise FileNotFoundError(name)
                yield chunk

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        with self._database.transaction() as db:
            made_files.delete_file(db, name)

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        """The files whose names begin so."""
        with self._database.reading() as db:
            yield from made_files.list_files(db, prefix)

    def remove_unfinished(self, *, now: datetime) -> None:
        """Remove what killed processes have not finished."""
        with self._database.transaction() as db:
            made_files.delete_unfinished(db, before=now - LEFT_OVER)


def open_files(database: Database, place: FilesPlace) -> FileStore:
    """The store that the settings name; where they name none, folders on SQLite, else the database."""
    kind = files_kind(place.url)
    if kind == "s3":
        # Imported here: what speaks to buckets takes a fifth of a second to load.
        from idea4gov.outside.object_store import ObjectStore  # noqa: PLC0415

        return ObjectStore(read_bucket(place.url, place.key, place.secret))
    if kind == "file":
        return shared_folder(place.url.removeprefix(FILE_SCHEME))
    if kind == "folders" or (kind == "" and database.is_sqlite):
        return own_folders(place.export_dir, place.data_dir)
    return DatabaseFiles(database, max_bytes=place.max_bytes)


def move_days(
    database: Database, source: FileStore, target: FileStore, *, first_day: date
) -> list[tuple[PublishedFile, bool]]:
    """Copy the daily files of the open data from one place to another, each checked by its digest.

    Files that are there already stay. Returns those that the target lacked, and whether it has them now:
    the source does not hold the others, or other bytes. Raises FilesAway, FilesFull.
    """
    with database.reading() as db:
        published = data_files.list_since(db, first_day)
    present = {one.name for one in target.list_files(f"{DAYS}/")}
    missing = [one for one in published if _name(one) not in present]
    return [(one, _copy(source, target, one)) for one in missing]


def _name(one: PublishedFile) -> str:
    return day_name(one.made_on, one.dataset, one.digest, one.format)


def _copy(source: FileStore, target: FileStore, one: PublishedFile) -> bool:
    digest = sha256()
    with TemporaryFile() as file:
        try:
            for block in source.read(_name(one)):
                digest.update(block)
                file.write(block)
        except FileNotFoundError:
            return False
        if digest.hexdigest() != one.digest:
            return False
        target.put(_name(one), file)
    return True
