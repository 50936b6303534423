"""Put a backup back into an empty database, or try it in a place that is thrown away afterwards."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from idea4gov.actions.accounts.administration import end_sessions
from idea4gov.actions.backups import address_of
from idea4gov.actions.check import list_faults
from idea4gov.actions.search import fill_index
from idea4gov.domain.backups import BackupProblem, Manifest, list_differences
from idea4gov.outside import age
from idea4gov.outside.backup_folder import (
    DigestingFile,
    check_file,
    copy,
    find_backup,
    private_place,
    sync,
    telling_of_room,
)
from idea4gov.outside.postgres_programs import restoring
from idea4gov.outside.postgres_server import scratch_server
from idea4gov.store import backups
from idea4gov.store.migrate import is_known, upgrade
from idea4gov.store.session import Database


class Restored(NamedTuple):
    """What became of a restoring.

    schema: revision of the restored database, after its upgrade. wrong: a sentence for each count, head or
    check that is not as it should be. seconds: of copying, of all. sessions_ended: None where they go on.
    """

    path: Path
    manifest: Manifest
    schema: str
    wrong: list[str]
    seconds: tuple[float, float]
    sessions_ended: int | None = None


def restore(
    database: Database, folder: Path, *, identity: str | None = None, ends_sessions: bool = False
) -> Restored:
    """Put a backup into a database of the same engine that is empty, bring it to our schema, and check it.

    folder: a backup, or the folder of several, of which the newest is taken. identity: a file with the secret
    key of an encrypted one. ends_sessions: nobody is logged in afterwards.
    Raises BackupProblem, and nothing is restored then; OSError.
    """
    path, manifest = _usable(folder, identity)
    started = time.monotonic()
    if backups.sqlite_file(database) is None:
        _restore_postgres(database, path, manifest, identity)
    else:
        _restore_sqlite(database, path, manifest, identity)
    copied = time.monotonic() - started
    schema, wrong = _prove(database, manifest)
    ended = None
    if ends_sessions:
        with database.transaction() as db:
            ended = end_sessions(db, None)
    return Restored(path, manifest, schema, wrong, (copied, time.monotonic() - started), ended)


@contextmanager
def rehearsal(database: Database | None, folder: Path, *, identity: str | None = None) -> Iterator[Restored]:
    """Restore a backup into a scratch place, which is gone at the end of the block.

    database: by a role of PostgreSQL that may create one; None where a server of one's own is started for it.
    Raises BackupProblem, OSError.
    """
    _, manifest = find_backup(folder)
    with _scratch(database, manifest) as url:
        scratch = Database(url, pool_size=1)
        try:
            yield restore(scratch, folder, identity=identity)
        finally:
            scratch.dispose()


@contextmanager
def _scratch(database: Database | None, manifest: Manifest) -> Iterator[str]:
    """The URL of a database that is empty and will be gone."""
    if manifest.engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="idea4gov-rehearsal-") as place:
            yield f"sqlite:///{place}/rehearsal.sqlite3"
    elif database is None or database.is_sqlite:
        with scratch_server(int(manifest.engine_version)) as url:
            yield url
    else:
        with backups.scratch_database(database) as url:
            yield url


def _usable(folder: Path, identity: str | None) -> tuple[Path, Manifest]:
    """A backup that this version can restore, its file as it was written. Raises BackupProblem."""
    path, manifest = find_backup(folder)
    if not is_known(manifest.schema):
        raise BackupProblem(
            f"The backup is of idea4gov {manifest.version}, whose schema {manifest.schema} this version does "
            "not know: install that version or a newer one first."
        )
    if manifest.encrypted_to and identity is None:
        raise BackupProblem(
            f"The backup is encrypted to {', '.join(manifest.encrypted_to)}: name the file with the secret "
            "key by --identity."
        )
    check_file(path / manifest.file.name, manifest.file)
    return path, manifest


def _restore_sqlite(database: Database, path: Path, manifest: Manifest, identity: str | None) -> None:
    target = backups.sqlite_file(database)
    assert target is not None
    if manifest.engine != "sqlite":
        raise _other_engine(manifest)
    _require_no_file(database, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with telling_of_room(target.parent), private_place(target.parent) as place:
        with (path / manifest.file.name).open("rb") as source, DigestingFile(place / "restored") as file:
            if identity is not None and manifest.encrypted_to:
                age.decrypt(source, file, identity)
            else:
                copy(source, file)
        sync(place / "restored")
        (place / "restored").rename(target)
    sync(target.parent)


def _require_no_file(database: Database, target: Path) -> None:
    """Raises BackupProblem where the file, or what an earlier one left beside it, holds anything."""
    left = next((one for ending in ("-wal", "-journal") if (one := Path(f"{target}{ending}")).exists()), None)
    if target.exists() and target.stat().st_size:
        with database.reading() as db:
            if not backups.is_empty(db):
                raise BackupProblem(_not_empty(str(target)))
        database.dispose()
    elif left:
        raise BackupProblem(f"{left} is left of another database: move it away, then restore again.")


def _restore_postgres(database: Database, path: Path, manifest: Manifest, identity: str | None) -> None:
    if manifest.engine != "postgresql":
        raise _other_engine(manifest)
    with database.reading() as db:
        if not backups.is_empty(db):
            raise BackupProblem(_not_empty(f"The database {database.engine.url.database}"))
        address = address_of(database, backups.find_server(db))
    with (path / manifest.file.name).open("rb") as source, restoring(address) as target:
        if identity is not None and manifest.encrypted_to:
            age.decrypt(source, target, identity)
        else:
            copy(source, target)


def _other_engine(manifest: Manifest) -> BackupProblem:
    name = "SQLite" if manifest.engine == "sqlite" else "PostgreSQL"
    return BackupProblem(
        f"The backup is of {name}: restore it into {name}, then move the rows with idea4gov move."
    )


def _not_empty(what: str) -> str:
    return f"{what} is not empty, and a backup is restored into an empty one only: name another in --to."


def _prove(database: Database, manifest: Manifest) -> tuple[str, list[str]]:
    """Compare with the manifest, upgrade, and check. Returns the schema and what is wrong."""
    with database.snapshot() as db:
        backups.take_time(db)
        wrong = list(list_differences("rows", manifest.rows, backups.count_rows(db)))
    _, schema = upgrade(database)
    fill_index(database)
    with database.snapshot() as db:
        backups.take_time(db)
        wrong += list_differences("digest", manifest.heads, backups.find_heads(db))
        wrong += list_faults(db)
    return str(schema), wrong
