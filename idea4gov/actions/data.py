"""Use cases of the open data: a data set as a stream of rows, and the daily files of all of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.made_files import FileStore, day_name
from idea4gov.domain.opendata.datasets import DATASETS, get_dataset
from idea4gov.domain.opendata.files import FILE_FORMATS, FileFormat, write_dataset
from idea4gov.domain.opendata.rows import Publisher, public_row
from idea4gov.domain.thai import bangkok_date
from idea4gov.store import data_files
from idea4gov.store.published.boards import stream_participation
from idea4gov.store.published.datasets import SOURCES
from idea4gov.store.session import Database


class Written(NamedTuple):
    """What was written of a file. digest: SHA-256 of its bytes, in hex."""

    size_bytes: int
    digest: str


class Dumped(NamedTuple):
    """A file that was written."""

    dataset: str
    format: FileFormat
    row_count: int
    written: Written


def stream_rows(db: Session, name: str, publisher: Publisher, *, now: datetime) -> Iterator[dict[str, Any]]:
    """The public rows of a data set, {field: value} each. db: of snapshot()."""
    source = SOURCES.get(name)
    rows = source.stream(db, now=now) if source else stream_participation(db)
    return (public_row(name, row, publisher) for row in rows)


def export_dataset(
    db: Session, name: str, file_format: FileFormat, publisher: Publisher, *, now: datetime
) -> Iterator[str]:
    """A data set as a file's text, in pieces; db: of snapshot(). Raises NotFound."""
    rows = stream_rows(db, name, publisher, now=now)
    return write_dataset(get_dataset(name), rows, file_format)


def is_dumped(database: Database, *, now: datetime) -> bool:
    """Whether today's files are written.

    They are recorded in one transaction, so the last one stands for all.
    """
    last = (list(DATASETS)[-1], FILE_FORMATS[-1])
    with database.reading() as db:
        return data_files.find_of_day(db, *last, bangkok_date(now)) is not None


def dump_data(database: Database, files: FileStore, publisher: Publisher, *, now: datetime) -> list[Dumped]:
    """Write every data set in every format, all as of one moment, and record their digests.

    Runs may overlap: each file is named by its digest, and the database says which one is the day's. Nobody
    is told of a file before all of them are stored. Returns the files, in order. Raises FilesAway, FilesFull.
    """
    today = bangkok_date(now)
    with database.snapshot() as db:
        dumped = [
            _dump(db, files, publisher, name, file_format, now)
            for name in DATASETS
            for file_format in FILE_FORMATS
        ]
    with database.transaction() as db:
        for one in dumped:
            data_files.save_file(
                db,
                one.dataset,
                one.format,
                made_on=today,
                row_count=one.row_count,
                size_bytes=one.written.size_bytes,
                digest=one.written.digest,
                now=now,
            )
    return dumped


def _dump(
    db: Session,
    files: FileStore,
    publisher: Publisher,
    name: str,
    file_format: FileFormat,
    now: datetime,
) -> Dumped:
    counter = _Counter(stream_rows(db, name, publisher, now=now))
    pieces = write_dataset(DATASETS[name], counter, file_format)
    with TemporaryFile() as file:
        written = _write(file, pieces)
        files.put(day_name(bangkok_date(now), name, written.digest, file_format), file)
    return Dumped(name, file_format, counter.count, written)


def _write(file: IO[bytes], pieces: Iterable[str]) -> Written:
    digest, size = sha256(), 0
    for piece in pieces:
        data = piece.encode()
        digest.update(data)
        size += file.write(data)
    return Written(size, digest.hexdigest())


class _Counter:
    """Rows with a counter. count: how many were taken so far."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            yield row
