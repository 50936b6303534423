"""Use cases of long exports: ask for a file, write it in the worker, find it again, clear what expired."""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from os import SEEK_END
from tempfile import TemporaryFile

from sqlalchemy.orm import Session

from idea4gov.actions.exports import write_priorities
from idea4gov.actions.results import get_board
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.errors import NotFound
from idea4gov.domain.export_jobs import KEPT, LEASE, MAX_ATTEMPTS, REQUESTS, ExportExpired, ExportFormat
from idea4gov.domain.made_files import FilesAway, FileStore, export_name
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.results import ResultLine
from idea4gov.store import export_jobs
from idea4gov.store.export_jobs import Job
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
ROWS_BETWEEN_NOTES = 1_000
FAILED_KEPT = timedelta(days=1)


class NoLongerOurs(Exception):
    """Another worker has taken the job over, because this one let its lease run out."""


def request_export(
    db: Session, viewer: Viewer, board_id: int, file_format: ExportFormat, *, now: datetime
) -> int:
    """Ask for a board's priorities as a file. Returns the job's id. Raises NotFound, TooMany."""
    get_board(db, board_id)
    count_or_refuse(db, REQUESTS, str(viewer.account_id), now=now)
    return export_jobs.add_job(
        db,
        board_id,
        file_format,
        requested_by_id=viewer.account_id,
        name=secrets.token_hex(16),
        now=now,
    )


def get_own_job(db: Session, viewer: Viewer, job_id: int) -> Job:
    """A job that the viewer asked for. Raises NotFound."""
    job = export_jobs.find_job(db, job_id)
    if job is None or job.requested_by_id != viewer.account_id:
        raise NotFound()
    return job


def get_finished(db: Session, name: str, *, now: datetime) -> Job:
    """The finished job of a link. name: the random name in the link. Raises ExportExpired."""
    job = export_jobs.find_by_name(db, name)
    if job is None or job.expires_at is None or job.expires_at <= now:
        raise ExportExpired()
    return job


def run_job(
    database: Database,
    files: FileStore,
    job_id: int,
    *,
    site_url: str,
    clock: Callable[[], datetime],
    on_error: Callable[[Exception], object] | None = None,
) -> bool:
    """Write the file of a job, unless another worker has it. Returns whether it was written.

    A job that fails is tried up to MAX_ATTEMPTS times. One whose worker was killed is taken over by another
    worker once its lease has run out. clock: gives the present moment, aware UTC. on_error: is told of what
    failed.
    """
    job = _claim(database, job_id, clock())
    if job is None:
        return False
    try:
        size_bytes = _write(database, files, job, site_url, clock)
        with database.transaction() as db:
            ours = export_jobs.finish_job(db, job, size_bytes=size_bytes, expires_at=clock() + KEPT)
    except NoLongerOurs:
        return False
    # Whatever failed, give the job back: nobody else takes it while we hold the lease.
    except Exception as error:
        LOG.warning("export_failed id=%d attempt=%d reason=%s", job.id, job.attempts, type(error).__name__)
        if on_error is not None:
            on_error(error)
        is_last = isinstance(error, NotFound) or job.attempts >= MAX_ATTEMPTS
        with database.transaction() as db:
            export_jobs.give_back(db, job, failed=is_last)
        return False
    return ours


def list_ready(database: Database, files: FileStore, *, now: datetime) -> list[int]:
    """The jobs of list_stranded(); none while the store does not answer, so that no attempt is lost."""
    waiting = list_stranded(database, now=now)
    try:
        if waiting:
            files.check()
    except FilesAway:
        return []
    return waiting


def list_stranded(database: Database, *, now: datetime) -> list[int]:
    """The jobs that a worker should take: those that wait, and those whose worker was lost."""
    with database.reading() as db:
        return export_jobs.list_stranded(db, now=now)


def clear_expired(database: Database, files: FileStore, *, now: datetime) -> int:
    """Delete expired jobs and their files. Returns how many jobs. Raises FilesAway: the jobs are gone then.

    Their files go by their age (domain/made_files.py).
    """
    with database.transaction() as db:
        names = export_jobs.delete_expired(db, now=now, failed_before=now - FAILED_KEPT)
    for name in names:
        files.remove(export_name(name))
    return len(names)


def _claim(database: Database, job_id: int, now: datetime) -> Job | None:
    with database.transaction() as db:
        found = export_jobs.find_job(db, job_id)
        if found is None:
            return None
        attempt = export_jobs.claim_job(db, found, lease_until=now + LEASE, now=now)
        if attempt is None:
            return None
        job = found._replace(attempts=attempt, state="running")
        # Each worker that took it was lost: give it up instead of losing another one.
        if attempt > MAX_ATTEMPTS:
            export_jobs.give_back(db, job, failed=True)
            return None
    return job


def _write(
    database: Database, files: FileStore, job: Job, site_url: str, clock: Callable[[], datetime]
) -> int:
    watch = partial(_watched, database, job, clock)
    # A long statement of a standby may be ended for what comes from the primary: then it is asked itself.
    source = database.reader(waits=True) if job.attempts == 1 else database
    # It has no name: if this worker is killed, nothing of it remains.
    with TemporaryFile() as file:
        with source.snapshot() as db:
            write_priorities(db, file, job.board_id, job.format, site_url=site_url, now=clock(), watch=watch)
        files.put(export_name(job.name), file)
        return file.seek(0, SEEK_END)


def _watched(
    database: Database, job: Job, clock: Callable[[], datetime], rows: Iterable[ResultLine]
) -> Iterator[ResultLine]:
    """The rows, unchanged; every ROWS_BETWEEN_NOTES rows, record the progress and renew the lease."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % ROWS_BETWEEN_NOTES == 0:
            with database.transaction() as db:
                ours = export_jobs.note_progress(db, job, rows_done=number, lease_until=clock() + LEASE)
            if not ours:
                raise NoLongerOurs
