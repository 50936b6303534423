"""Long exports: asked for once, run by one worker at a time through compare-and-swap, found by their link."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.export_jobs import UNFINISHED_STATES, ExportFormat, JobState
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import ExportJob
from idea4gov.store.records import find_record, select_into
from idea4gov.store.upsert import insert_into

_JOBS = table(ExportJob)
_job = _JOBS.c
STRANDED_AT_ONCE = 50


class Job(NamedTuple):
    """A file that was asked for."""

    id: int
    board_id: int
    format: ExportFormat
    requested_by_id: int
    state: JobState
    attempts: int
    rows_done: int
    name: str
    size_bytes: int | None
    lease_until: datetime | None
    expires_at: datetime | None
    created_at: datetime


_COLUMNS = select_into(Job, _job)


def add_job(
    db: Session, board_id: int, file_format: ExportFormat, *, requested_by_id: int, name: str, now: datetime
) -> int:
    """Ask for a file. Returns the job's id, or of the unfinished one that asks for the same."""
    statement = (
        insert_into(db, _JOBS)
        .values(
            board_id=board_id,
            format=file_format,
            requested_by_id=requested_by_id,
            state="waiting",
            attempts=0,
            rows_done=0,
            name=name,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(_job.id)
    )
    job_id = db.execute(statement).scalar_one_or_none()
    if job_id is not None:
        return int(job_id)
    unfinished = db.execute(
        select(_job.id).where(
            _job.requested_by_id == requested_by_id,
            _job.board_id == board_id,
            _job.format == file_format,
            _job.state.in_(UNFINISHED_STATES),
        )
    )
    return int(unfinished.scalar_one())


def find_job(db: Session, job_id: int) -> Job | None:
    """The job, in any state, or None."""
    return find_record(db, _COLUMNS.where(_job.id == job_id))


def find_by_name(db: Session, name: str) -> Job | None:
    """The job whose link has this name, or None."""
    return find_record(db, _COLUMNS.where(_job.name == name))


def claim_job(db: Session, job: Job, *, lease_until: datetime, now: datetime) -> int | None:
    """Take a job that waits, or whose worker is taken for dead. Returns our attempt, or None."""
    ours = _swap(
        db,
        job,
        or_(_job.state == "waiting", and_(_job.state == "running", _job.lease_until <= now)),
        state="running",
        attempts=job.attempts + 1,
        rows_done=0,
        lease_until=lease_until,
    )
    return job.attempts + 1 if ours else None


def note_progress(db: Session, job: Job, *, rows_done: int, lease_until: datetime) -> bool:
    """Store the progress and renew the lease. job: as claimed. Returns False when it is no longer ours."""
    return _swap(db, job, _job.state == "running", rows_done=rows_done, lease_until=lease_until)


def finish_job(db: Session, job: Job, *, size_bytes: int, expires_at: datetime) -> bool:
    """Mark the job as done. Returns False when it is no longer ours."""
    done = {"state": "done", "lease_until": None, "size_bytes": size_bytes, "expires_at": expires_at}
    return _swap(db, job, _job.state == "running", **done)


def give_back(db: Session, job: Job, *, failed: bool) -> bool:
    """End an attempt: the job waits again, or failed for good. Returns False when it is no longer ours."""
    state: JobState = "failed" if failed else "waiting"
    return _swap(db, job, _job.state == "running", state=state, lease_until=None)


def list_stranded(db: Session, *, now: datetime) -> list[int]:
    """Jobs that wait, and those whose worker is taken for dead, the oldest first."""
    stranded = or_(_job.state == "waiting", and_(_job.state == "running", _job.lease_until <= now))
    rows = db.execute(select(_job.id).where(stranded).order_by(_job.id).limit(STRANDED_AT_ONCE))
    return list(rows.scalars())


def delete_expired(db: Session, *, now: datetime, failed_before: datetime) -> list[str]:
    """Forget jobs whose files have expired, and old failed ones. Returns the names of the files."""
    expired = or_(_job.expires_at <= now, and_(_job.state == "failed", _job.created_at <= failed_before))
    return list(db.execute(delete(_JOBS).where(expired).returning(_job.name)).scalars())


def _swap(db: Session, job: Job, condition: Any, **values: Any) -> bool:
    """Change the job if it still is as we know it: in this attempt, and in the state asked for."""
    changed = db.execute(
        update(_JOBS).where(_job.id == job.id, _job.attempts == job.attempts, condition).values(**values)
    )
    return rowcount(changed) == 1
