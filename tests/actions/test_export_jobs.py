"""Long exports: asked for once, written by one worker, taken over from a dead one, gone when expired."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from idea4gov.actions import export_jobs as actions
from idea4gov.actions.export_jobs import (
    clear_expired,
    get_finished,
    get_own_job,
    list_stranded,
    request_export,
    run_job,
)
from idea4gov.domain.errors import NotFound
from idea4gov.domain.export_jobs import KEPT, LEASE, MAX_ATTEMPTS, ExportExpired
from idea4gov.domain.made_files import export_name
from idea4gov.domain.permissions import Viewer
from idea4gov.outside.folder import FileFolders, own_folders
from idea4gov.store import export_jobs
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.parallel import at_once

SITE = "https://pb.example.go.th"


@pytest.fixture
def files(tmp_path: Path) -> FileFolders:
    return own_folders(str(tmp_path / "exports"), str(tmp_path / "data"))


@pytest.fixture
def asked(database: Database) -> tuple[int, Viewer]:
    """A job for a board with three proposals, and who asked for it."""
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        board = add_board(db)
        for number in range(3):
            add_proposal(db, board, title=f"ข้อเสนอ {number}")
        return request_export(db, viewer, board, "xlsx", now=NOON), viewer


def test_file_is_written_and_its_link_works_until_it_expires(
    database: Database, files: FileFolders, asked: tuple[int, Viewer], clock: Clock
) -> None:
    job_id, viewer = asked
    assert list_stranded(database, now=NOON) == [job_id]
    assert run_job(database, files, job_id, site_url=SITE, clock=clock)
    with database.reading() as db:
        job = get_own_job(db, viewer, job_id)
        assert get_finished(db, job.name, now=NOON + KEPT - LEASE) == job
        with pytest.raises(ExportExpired):
            get_finished(db, job.name, now=NOON + KEPT)
    path = files.local_path(export_name(job.name))
    assert (job.state, job.size_bytes) == ("done", path.stat().st_size)
    assert openpyxl.load_workbook(BytesIO(path.read_bytes()))["ข้อเสนอ"].max_row == 4
    assert list_stranded(database, now=NOON) == []
    assert clear_expired(database, files, now=NOON + KEPT) == 1
    assert not path.exists()


def test_second_click_waits_for_the_same_file(database: Database, asked: tuple[int, Viewer]) -> None:
    job_id, viewer = asked
    with database.transaction() as db:
        board = get_own_job(db, viewer, job_id).board_id
        assert request_export(db, viewer, board, "xlsx", now=NOON) == job_id
        assert request_export(db, viewer, board, "csv", now=NOON) != job_id


def test_job_of_somebody_else_does_not_exist(database: Database, asked: tuple[int, Viewer]) -> None:
    with database.transaction() as db:
        stranger = viewer_of(db, add_account(db))
        with pytest.raises(NotFound):
            get_own_job(db, stranger, asked[0])


def test_of_many_workers_one_writes(
    database: Database, files: FileFolders, asked: tuple[int, Viewer], clock: Clock
) -> None:
    write = partial(run_job, database, files, asked[0], site_url=SITE, clock=clock)
    written = at_once([write] * 6)
    assert sorted(written) == [False] * 5 + [True]


def test_job_of_a_killed_worker_is_taken_over_and_the_dead_cannot_finish_it(
    database: Database, files: FileFolders, asked: tuple[int, Viewer], clock: Clock
) -> None:
    job_id, _ = asked
    dead = actions._claim(database, job_id, NOON)
    assert dead is not None
    assert list_stranded(database, now=NOON) == []
    assert not run_job(database, files, job_id, site_url=SITE, clock=clock)
    clock.now = NOON + LEASE
    assert list_stranded(database, now=clock.now) == [job_id]
    assert run_job(database, files, job_id, site_url=SITE, clock=clock)
    with database.transaction() as db:
        assert not export_jobs.finish_job(db, dead, size_bytes=1, expires_at=NOON)
        assert not export_jobs.note_progress(db, dead, rows_done=1, lease_until=NOON)


def test_what_fails_is_tried_again_and_then_given_up(
    database: Database, tmp_path: Path, asked: tuple[int, Viewer], clock: Clock
) -> None:
    job_id, viewer = asked
    (tmp_path / "file").touch()
    broken = own_folders(str(tmp_path / "file" / "exports"), "")
    errors: list[Exception] = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert not run_job(database, broken, job_id, site_url=SITE, clock=clock, on_error=errors.append)
        assert len(errors) == attempt
        with database.reading() as db:
            job = get_own_job(db, viewer, job_id)
        assert (job.attempts, job.state) == (attempt, "waiting" if attempt < MAX_ATTEMPTS else "failed")
    assert list_stranded(database, now=NOON + timedelta(days=1)) == []


def test_progress_is_noted_while_rows_are_written(
    database: Database,
    files: FileFolders,
    asked: tuple[int, Viewer],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "ROWS_BETWEEN_NOTES", 2)
    run_job(database, files, asked[0], site_url=SITE, clock=clock)
    with database.reading() as db:
        assert get_own_job(db, asked[1], asked[0]).rows_done == 2


def test_job_that_kills_every_worker_is_given_up(
    database: Database, files: FileFolders, asked: tuple[int, Viewer], clock: Clock
) -> None:
    job_id, viewer = asked
    for _ in range(MAX_ATTEMPTS):
        assert actions._claim(database, job_id, clock.now) is not None
        clock.now += LEASE
    assert not run_job(database, files, job_id, site_url=SITE, clock=clock)
    with database.reading() as db:
        assert get_own_job(db, viewer, job_id).state == "failed"
