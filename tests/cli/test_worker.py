"""`idea4gov worker` as its own process: it moves rounds on, takes up what was left, and stops when asked."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from idea4gov.actions.export_jobs import get_own_job, request_export
from idea4gov.domain.figures import current_year
from idea4gov.store.figures import list_counted
from idea4gov.store.mail import add_mail, count_mails
from idea4gov.store.models import ExportJob
from idea4gov.store.session import Database
from tests.cli.test_serve import ROOT, settings
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.hosted import add_hosted_round
from tests.outside.relay import Relay, relay
from tests.settings import PRODUCTION

pytestmark = pytest.mark.slow


@pytest.fixture
def mail_relay() -> Iterator[Relay]:
    with relay() as server:
        yield server


def test_worker_takes_up_the_job_of_a_killed_one_and_then_the_next_that_is_asked_for(
    sqlite_database: Database, mail_relay: Relay
) -> None:
    now = datetime.now(UTC)
    with sqlite_database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        board = add_board(db)
        add_proposal(db, board)
        left = request_export(db, viewer, board, "xlsx", now=now)
        job = db.get_one(ExportJob, left)
        job.state, job.attempts, job.lease_until = "running", 1, now - timedelta(minutes=1)
        # Its voting began ten days after that, so yesterday.
        round_ = add_hosted_round(db, phase="preview", now=now - timedelta(days=11))
        add_mail(db, recipient="malee@example.org", subject="x", body="x", now=now)
    more = {"PYTHONUNBUFFERED": "1", "IDEA4GOV_MAIL_URL": mail_relay.url}
    environment = {**settings(sqlite_database, **PRODUCTION), **more}
    command = [sys.executable, "-m", "idea4gov", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = {process.stdout.readline() for _ in range(2)}
        assert lines == {f"Export {left} is written.\n", f"Round {round_.id}: voting.\n"}
        with sqlite_database.transaction() as db:
            next_job = request_export(db, viewer, board, "csv", now=now)
        assert process.stdout.readline() == f"Export {next_job} is written.\n"
        assert mail_relay.took_one.wait(20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    with sqlite_database.reading() as db:
        done = get_own_job(db, viewer, left)
        assert list_counted(db).keys() >= {current_year(now)}
        assert count_mails(db, now)[0] == 0
    assert done.state == "done"
    with (Path(environment["IDEA4GOV_EXPORT_DIR"]) / done.name).open("rb") as file:
        assert openpyxl.load_workbook(file)["ข้อเสนอ"].max_row == 2
    assert any(Path(environment["IDEA4GOV_DATA_DIR"]).iterdir())
