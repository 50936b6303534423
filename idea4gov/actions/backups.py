"""Back up the database: one consistent state, its manifest beside it, whole or not at all."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, OperationalError

from idea4gov.domain.backups import BackupFile, BackupProblem, Manifest, backup_name, list_surplus
from idea4gov.outside import age
from idea4gov.outside.backup_folder import (
    BackupFolder,
    DigestingFile,
    copy,
    file_of,
    no_room,
    private_place,
    telling_of_room,
)
from idea4gov.outside.postgres_programs import Address, dumping
from idea4gov.store import backups
from idea4gov.store.session import Database

SQLITE, POSTGRES, ENCRYPTED = "database.sqlite3", "database.pgdump", ".age"


class Copied(NamedTuple):
    """A copy that was written, and what is in it."""

    file: BackupFile
    engine_version: str
    schema: str
    rows: dict[str, int]
    heads: dict[str, str]


class BackedUp(NamedTuple):
    """A backup that was made. removed: names of older ones that went."""

    path: Path
    manifest: Manifest
    removed: list[str]


def back_up(
    database: Database,
    folder: Path,
    *,
    version: str,
    encrypt_to: Sequence[str] = (),
    keep: int | None = None,
    now: datetime,
) -> BackedUp:
    """Write a backup into a new folder in `folder`, while others read and write the database.

    version: of idea4gov. encrypt_to: public keys of age; nothing in the clear is written into `folder` then.
    keep: how many backups stay in `folder`, this one among them; None: all.
    Raises BackupProblem, OSError.
    """
    for key in encrypt_to:
        age.check_key(key)
    place = BackupFolder(folder)
    with telling_of_room(folder.parent), place.alone(), private_place(folder) as unfinished:
        copied = (_copy_sqlite if database.is_sqlite else _copy_postgres)(database, unfinished, encrypt_to)
        manifest = Manifest(
            version=version,
            schema=copied.schema,
            engine="sqlite" if database.is_sqlite else "postgresql",
            engine_version=copied.engine_version,
            taken_at=now,
            encrypted_to=tuple(encrypt_to),
            file=copied.file,
            rows=copied.rows,
            heads=copied.heads,
        )
        path = place.finish(unfinished, backup_name(now, place.names()), manifest)
        removed = list_surplus(place.names(), keep) if keep is not None else []
        for name in removed:
            place.remove(name)
    return BackedUp(path, manifest, removed)


def record_backup(database: Database, *, taken_at: datetime, rehearsed_at: datetime | None = None) -> bool:
    """Record that there is a backup. rehearsed_at: when it was restored for a trial.

    Returns False where this database takes no record of it: at a standby, with a role that reads only, with
    the schema of an older version, or on a machine that has the key of the backup and no site.
    """
    file = backups.sqlite_file(database)
    if file is not None and not file.is_file():
        return False
    try:
        with database.transaction() as db:
            if rehearsed_at is not None:
                backups.keep_record(db, "rehearsal", rehearsed_at)
            backups.keep_record(db, "backup", taken_at, only_later=rehearsed_at is not None)
    except DBAPIError:
        return False
    return True


def _copy_sqlite(database: Database, unfinished: Path, encrypt_to: Sequence[str]) -> Copied:
    """The database is counted in its copy, so the counts are of the same moment."""
    source = backups.sqlite_file(database)
    assert source is not None
    # In the clear only beside the database, where the same rows lie in the clear in any case.
    beside = private_place(source.parent) if encrypt_to else nullcontext(unfinished)
    with beside as place, _telling_of_copies(place):
        plain = place / SQLITE
        backups.copy_file(database, plain)
        schema, rows, heads = _contents(plain)
        if not encrypt_to:
            return Copied(file_of(plain), sqlite3.sqlite_version, schema, rows, heads)
        with plain.open("rb") as file, _new(unfinished, SQLITE, encrypt_to) as target:
            plain.unlink()
            age.encrypt(file, target, encrypt_to)
        return Copied(target.made(), sqlite3.sqlite_version, schema, rows, heads)


def _contents(path: Path) -> tuple[str, dict[str, int], dict[str, str]]:
    """Schema, rows and heads of a copy."""
    copied = Database(f"sqlite:///{path}", pool_size=1)
    with copied.snapshot() as db:
        found = _revision(backups.find_revision(db)), backups.count_rows(db), backups.find_heads(db)
    copied.dispose()
    return found


def _copy_postgres(database: Database, unfinished: Path, encrypt_to: Sequence[str]) -> Copied:
    """pg_dump reads the snapshot in which the rows are counted."""
    with backups.exported_snapshot(database) as (db, snapshot):
        schema = _revision(backups.find_revision(db))
        server = backups.find_server(db)
        address = address_of(database, server)
        with dumping(address, snapshot) as dump, _new(unfinished, POSTGRES, encrypt_to) as target:
            if encrypt_to:
                age.encrypt(dump, target, encrypt_to)
            else:
                copy(dump, target)
        return Copied(target.made(), str(server), schema, backups.count_rows(db), backups.find_heads(db))


def address_of(database: Database, server: int) -> Address:
    """Where programs of PostgreSQL find a database. server: its major version."""
    parameters = backups.connection_parameters(database)
    return Address(parameters, parameters.pop("password", ""), server)


def _new(unfinished: Path, name: str, encrypt_to: Sequence[str]) -> DigestingFile:
    return DigestingFile(unfinished / (name + ENCRYPTED if encrypt_to else name))


def _revision(found: str | None) -> str:
    if found is None:
        raise BackupProblem("There is nothing to back up: this database has no tables of idea4gov.")
    return found


@contextmanager
def _telling_of_copies(place: Path) -> Iterator[None]:
    """Turn SQLite's errors of a disk into BackupProblem."""
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise no_room(place) from error
        if code == sqlite3.SQLITE_IOERR:
            raise BackupProblem(
                f"The copy could not be written into {place.parent}: {error.orig}."
            ) from error
        raise
