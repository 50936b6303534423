"""Two machines on one database, with a folder each: what one of them has made, the other hands out."""

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from idea4gov import create_app
from idea4gov.actions import renditions
from idea4gov.actions.data import dump_data
from idea4gov.actions.export_jobs import get_own_job, list_ready, request_export, run_job
from idea4gov.actions.made_files import open_files
from idea4gov.actions.renditions import Materials, make_rendition
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.permissions import Viewer
from idea4gov.outside.offloading import OFFLOADING, AskAgain
from idea4gov.outside.rendition_folder import COPIES, FOR_OFFICIALS, FOR_VISITORS, RenditionFolder
from idea4gov.store.models import Proposal
from idea4gov.store.session import Database
from idea4gov.web.http.services import Services
from tests.actions.test_documents import text_of
from tests.conftest import ENGINES, Clock
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.hosted import add_hosted_round
from tests.officials import add_official
from tests.services.bucket import KEY, SECRET, S3Server
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site, make_services

BROWSER = {"Accept": "text/html"}
EVERYBODY = FOR_OFFICIALS + FOR_VISITORS + COPIES
NOWHERE = "s3://made/?endpoint=http://127.0.0.1:1"


class Machine:
    """A machine of the installation: its website and its makers, which work when they are told to."""

    def __init__(self, parts: Services) -> None:
        self.parts = parts
        self.app: Flask = create_app(parts.config, parts=parts)
        self.app.testing = True
        self.client = self.app.test_client()

    def make(self) -> list[str]:
        """Make and copy all that is asked for. Returns of which kinds."""
        parts, kinds = self.parts, []
        publisher = Publisher(parts.config.public_url, parts.pseudonym)
        materials = Materials(parts.config.public_url, publisher, parts.country_map, parts.files)
        while asked := parts.renditions.take(EVERYBODY):
            has_failed = False
            try:
                make_rendition(parts.database, parts.renditions, asked, materials, now=parts.clock())
            except Exception:
                has_failed = True
            parts.renditions.done(asked, failed=has_failed)
            kinds.append(f"no {asked.kind}" if has_failed else asked.kind)
        return kinds

    def get(self, path: str) -> TestResponse:
        """The answer for somebody who asks again after the makers have worked."""
        first = self.client.get(path)
        if first.status_code == 503:
            self.make()
            return self.client.get(path)
        return first


def machine(database: Database, clock: Clock, folder: Path, url: str) -> Machine:
    parts = make_services(database, clock)
    own = {
        "IDEA4GOV_EXPORT_DIR": f"{folder}/exports",
        "IDEA4GOV_DATA_DIR": f"{folder}/data",
        "IDEA4GOV_FILES_URL": url,
        "IDEA4GOV_FILES_KEY": KEY,
        "IDEA4GOV_FILES_SECRET": SECRET,
    }
    config = Config.from_env(SETTINGS | own)
    return Machine(
        replace(
            parts,
            config=config,
            files=open_files(database, config.files_place),
            renditions=RenditionFolder(f"{folder}/renditions"),
            makes_renditions=False,
        )
    )


@pytest.fixture(params=["shared folder", "bucket", *ENGINES])
def machines(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines whose files lie in a place of each kind; in PostgreSQL without any setting."""
    engine = "postgres" if request.param == "postgres" else "sqlite"
    database: Database = request.getfixturevalue(f"{engine}_database")
    url = {"sqlite": "database:", "postgres": ""}.get(request.param, f"file://{tmp_path}/all")
    if request.param == "bucket":
        server: S3Server = request.getfixturevalue("s3_server")
        url = server.url(f"{tmp_path.name}/of-a-site")
    return machine(database, clock, tmp_path / "a", url), machine(database, clock, tmp_path / "b", url)


def ask_for_export(database: Database, clock: Clock) -> tuple[int, Viewer]:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        board = add_board(db)
        add_proposal(db, board, title="ไฟส่องทาง")
        return request_export(db, viewer, board, "xlsx", now=clock()), viewer


def test_what_one_machine_has_made_is_fetched_from_the_other(
    machines: tuple[Machine, Machine], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = machines
    database = first.parts.database
    job_id, viewer = ask_for_export(database, clock)
    assert run_job(database, first.parts.files, job_id, site_url="https://pb.example", clock=clock)
    with database.reading() as db:
        job = get_own_job(db, viewer, job_id)
    publisher = Publisher("https://pb.example", first.parts.pseudonym)
    dump_data(database, first.parts.files, publisher, now=clock())
    pdf = first.get(f"/boards/{job.board_id}/priorities.pdf")
    monkeypatch.setattr(renditions, "_write", None)
    # The export.
    export = second.get(f"/exports/files/{job.name}")
    assert (export.status_code, len(export.data)) == (200, job.size_bytes)
    # A daily file, with the digest that the page shows.
    daily = second.get("/data/proposals.csv")
    digest = hashlib.sha256(daily.data).hexdigest()
    assert digest in second.client.get("/data/proposals").text
    assert daily.headers["ETag"] == f'"{digest}"'
    assert daily.headers["Access-Control-Allow-Origin"] == "*"
    # A rendition.
    again = second.get(f"/boards/{job.board_id}/priorities.pdf")
    assert (again.status_code, again.data) == (200, pdf.data)
    # Gone with the link, though this machine has a copy.
    clock.move(hours=24)
    assert second.get(f"/exports/files/{job.name}").status_code == 404


@pytest.fixture
def pair(sqlite_database: Database, clock: Clock, tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines with their files in the database."""
    database, url = sqlite_database, "database:"
    return machine(database, clock, tmp_path / "a", url), machine(database, clock, tmp_path / "b", url)


def test_what_is_hidden_is_gone_on_every_machine_at_once(pair: tuple[Machine, Machine], clock: Clock) -> None:
    first, second = pair
    database = first.parts.database
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        hidden = add_proposal(db, board, title="ถ้อยคำต้องห้าม")
    path = f"/boards/{board}/priorities.pdf"
    first.get(path)
    assert "ต้องห้าม" in text_of(second.get(path).data)
    with database.transaction() as db:
        proposal = db.get_one(Proposal, hidden)
        proposal.state, proposal.hidden_reason = "hidden", "โฆษณา"
    assert [one.client.get(path).status_code for one in pair] == [503, 503]
    assert "ต้องห้าม" not in text_of(first.get(path).data)
    assert "ต้องห้าม" not in text_of(second.get(path).data)
    assert len(list(first.parts.files.list_files("renditions/"))) == 1, "the former state's file stayed"


def test_papers_of_an_official_leave_the_machine_for_no_store(
    pair: tuple[Machine, Machine], clock: Clock
) -> None:
    first, _second = pair
    with first.parts.database.transaction() as db:
        round_ = add_hosted_round(db)
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(first.app)
    visitor.enter("official@example.org")
    path = f"/desk/rounds/{round_.id}/roll.pdf"
    visitor.client.get(path)
    assert first.make() == ["roll"]
    assert visitor.client.get(path).status_code == 200
    assert list(first.parts.files.list_files("")) == []


def test_a_store_that_is_away_costs_its_files_alone(
    sqlite_database: Database, clock: Clock, tmp_path: Path
) -> None:
    database = sqlite_database
    there = machine(database, clock, tmp_path / "a", "database:")
    job_id, viewer = ask_for_export(database, clock)
    away = machine(database, clock, tmp_path / "b", NOWHERE)
    assert list_ready(database, away.parts.files, now=clock()) == []
    assert list_ready(database, there.parts.files, now=clock()) == [job_id]
    assert run_job(database, there.parts.files, job_id, site_url="https://pb.example", clock=clock)
    with database.reading() as db:
        job = get_own_job(db, viewer, job_id)
    link = f"/exports/files/{job.name}"
    waiting = away.client.get(link, headers=BROWSER)
    assert waiting.status_code == 202
    assert away.make() == ["no copy"]
    answer = away.client.get(link, headers=BROWSER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "ที่เก็บไฟล์" in answer.text
    assert away.get(f"/boards/{job.board_id}").status_code == 200
    # What can be made here is made here.
    assert away.get(f"/boards/{job.board_id}/priorities.pdf").status_code == 200
    assert there.get(link).status_code == 200


def test_a_file_that_is_nowhere_or_was_changed_is_not_found(
    pair: tuple[Machine, Machine], clock: Clock
) -> None:
    first, second = pair
    publisher = Publisher("https://pb.example", first.parts.pseudonym)
    dump_data(first.parts.database, first.parts.files, publisher, now=clock())
    names = [one.name for one in first.parts.files.list_files("data/") if one.name.endswith(".csv")]
    stored = {name.rpartition("/")[2].partition("-")[0]: name for name in names}
    first.parts.files.remove(stored["boards"])
    first.parts.files.put(stored["provinces"], BytesIO(b"other bytes"))
    day = clock().date()
    for name in ("boards", "provinces"):
        assert second.get(f"/data/{day}/{name}.csv").status_code == 404
    # The newest is made anew instead.
    assert second.client.get("/data/boards.csv").status_code == 503
    assert second.make() == ["dataset"]
    assert second.client.get("/data/boards.csv").status_code == 200


def test_the_server_waits_for_a_copy_instead_of_the_process(
    pair: tuple[Machine, Machine], clock: Clock
) -> None:
    first, second = pair
    database = first.parts.database
    job_id, viewer = ask_for_export(database, clock)
    run_job(database, first.parts.files, job_id, site_url="https://pb.example", clock=clock)
    with database.reading() as db:
        link = f"/exports/files/{get_own_job(db, viewer, job_id).name}"
    with pytest.raises(AskAgain) as asked:
        second.client.get(link, environ_overrides={OFFLOADING: "possible"})
    assert not asked.value.is_there()
    assert second.make() == ["copy"]
    assert asked.value.is_there()
    assert second.client.get(link, environ_overrides={OFFLOADING: "possible"}).status_code == 200
