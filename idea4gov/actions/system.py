"""How the installation is: read for /metrics, for administrators and for the report of a fault."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from idea4gov.actions.clock import compare_clock
from idea4gov.domain.backups import record_age
from idea4gov.domain.readiness import clock_state
from idea4gov.domain.system import Disk, Figures
from idea4gov.outside.disk import disk_under
from idea4gov.store.backups import find_revision, list_records, sqlite_file
from idea4gov.store.clock import measure_silence
from idea4gov.store.mail import count_mails, find_relay_fault
from idea4gov.store.migrate import head_revision
from idea4gov.store.session import Database
from idea4gov.store.system import count_due_rounds, count_jobs, database_bytes


def read_figures(database: Database, folders: Mapping[str, str], *, clock: Callable[[], datetime]) -> Figures:
    """The figures of this moment, in the same number of queries whatever is in the database.

    folders: {word: path} of what the settings name. Raises SQLAlchemyError.
    """
    now = clock()
    reading = compare_clock(database, now)
    with database.reading() as db:
        waiting, oldest_seconds, given_up = count_mails(db, now)
        fault, silence = find_relay_fault(db), measure_silence(db, now=now)
        due, oldest_round = count_due_rounds(db, now=now)
        schema, jobs, size = find_revision(db), count_jobs(db), database_bytes(db)
        records = list_records(db)
    lag = database.standby.measure_lag() if database.standby else None
    return Figures(
        engine=database.engine.dialect.name,
        schema=schema or "",
        newest_schema=head_revision() or "",
        database_bytes=size,
        mails_waiting=waiting,
        oldest_mail=timedelta(seconds=oldest_seconds),
        mails_given_up=given_up,
        relay_away=now - fault.away_since if fault else timedelta(),
        jobs=jobs,
        rounds_due=due,
        oldest_round=oldest_round,
        pulse=silence,
        clock=clock_state(reading),
        skew=reading.skew,
        is_near=database.standby is None or database.standby.is_near(),
        lag=None if lag is None else timedelta(seconds=lag),
        disks=_read_disks(database, folders),
        backup_age=record_age(records.get("backup"), now=now),
        rehearsal_age=record_age(records.get("rehearsal"), now=now),
    )


def _read_disks(database: Database, folders: Mapping[str, str]) -> tuple[Disk, ...]:
    file = sqlite_file(database)
    own = {"database": str(file.parent)} if file else {}
    return tuple(_read_disk(word, path) for word, path in (own | dict(folders)).items() if path)


def _read_disk(word: str, path: str) -> Disk:
    free, size = disk_under(Path(path))
    return Disk(word, free, size)
