"""Reads and writes of made files in the database: a row for each, and rows of CHUNK_BYTES of its bytes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.made_files import StoredFile
from idea4gov.store.base import table
from idea4gov.store.models import MadeFile, MadeFileChunk
from idea4gov.store.records import find_record, list_records, select_into

CHUNK_BYTES: Final = 256 * 1024
_FILES, _CHUNKS = table(MadeFile), table(MadeFileChunk)
_file, _chunk = _FILES.c, _CHUNKS.c


class Found(NamedTuple):
    """A file that is complete."""

    id: int
    size_bytes: int


def begin_file(db: Session, name: str, size_bytes: int, *, now: datetime) -> int:
    """Begin a file that nobody sees yet. Returns its id."""
    values = {"name": name, "size_bytes": size_bytes, "is_complete": False, "stored_at": now}
    return int(db.execute(insert(_FILES).values(**values).returning(_file.id)).scalar_one())


def add_chunks(db: Session, file_id: int, first: int, chunks: Sequence[bytes]) -> None:
    """Add parts of a file. first: the number of the first of them. chunks: CHUNK_BYTES each at most."""
    rows = [{"file_id": file_id, "number": first + at, "content": one} for at, one in enumerate(chunks)]
    db.execute(insert(_CHUNKS), rows)


def complete_file(db: Session, file_id: int, name: str) -> None:
    """Show a file whose parts are all there, in the place of an earlier one of its name."""
    db.execute(delete(_FILES).where(_file.name == name, _file.is_complete))
    db.execute(update(_FILES).where(_file.id == file_id).values(is_complete=True))


def find_file(db: Session, name: str) -> Found | None:
    """The complete file of this name, or None."""
    return find_record(db, select_into(Found, _file).where(_file.name == name, _file.is_complete))


def find_chunk(db: Session, file_id: int, number: int) -> bytes | None:
    """A part of a file, or None where there is none: it was removed."""
    statement = select(_chunk.content).where(_chunk.file_id == file_id, _chunk.number == number)
    return db.execute(statement).scalar_one_or_none()


def list_files(db: Session, prefix: str) -> list[StoredFile]:
    """The complete files whose names begin so."""
    matching = _file.name.startswith(prefix, autoescape=True)
    return list_records(db, select_into(StoredFile, _file).where(matching, _file.is_complete))


def count_bytes(db: Session) -> int:
    """How many bytes all files have together, also those that are being written."""
    return int(db.execute(select(func.coalesce(func.sum(_file.size_bytes), 0))).scalar_one())


def delete_file(db: Session, name: str) -> None:
    """Delete the complete file of this name, if there is one."""
    db.execute(delete(_FILES).where(_file.name == name, _file.is_complete))


def delete_unfinished(db: Session, *, before: datetime) -> None:
    """Delete files that were begun before a moment and never completed."""
    db.execute(delete(_FILES).where(~_file.is_complete, _file.stored_at < before))
