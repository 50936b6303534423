"""Where made files lie: in folders, in the database, in a bucket; each shows whole files or none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from idea4gov.actions.made_files import DatabaseFiles, open_files
from idea4gov.domain.made_files import FilesAway, FilesFull, FilesPlace, FileStore
from idea4gov.outside.folder import FileFolders
from idea4gov.store.made_files import CHUNK_BYTES
from idea4gov.store.models import MadeFile, MadeFileChunk
from idea4gov.store.session import Database
from tests.services.bucket import KEY, SECRET, S3Server

MIB = 1024 * 1024
NAME = "exports/0123456789abcdef0123456789abcdef"
# More than a transaction holds, and a part that is not whole.
LARGE = bytes(range(256)) * (20 * CHUNK_BYTES // 256) + b"the end"


def place(url: str, folder: Path) -> FilesPlace:
    own = {"export_dir": str(folder / "exports"), "data_dir": str(folder / "data")}
    return FilesPlace(url, **own, key=KEY, secret=SECRET, max_bytes=16 * MIB)


@pytest.fixture(params=["folders", "shared", "s3", "sqlite", "postgres"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """A store of each kind, empty."""
    if request.param in ("sqlite", "postgres"):
        database: Database = request.getfixturevalue(f"{request.param}_database")
        return open_files(database, place("database:", tmp_path))
    database = request.getfixturevalue("sqlite_database")
    if request.param == "s3":
        server: S3Server = request.getfixturevalue("s3_server")
        return open_files(database, place(server.url(tmp_path.name), tmp_path))
    url = "" if request.param == "folders" else f"file://{tmp_path}/of-all"
    return open_files(database, place(url, tmp_path))


def test_a_file_is_found_whole_in_small_blocks_until_it_is_removed(files: FileStore) -> None:
    files.check()
    files.put(NAME, BytesIO(b"an earlier one"))
    files.put(NAME, BytesIO(LARGE))
    files.put("data/2026-11-23/boards-0123456789abcdef.csv", BytesIO(b"id"))
    blocks = list(files.read(NAME))
    assert b"".join(blocks) == LARGE
    assert max(map(len, blocks)) <= CHUNK_BYTES
    (found,) = files.list_files("exports/")
    assert (found.name, found.size_bytes) == (NAME, len(LARGE))
    assert abs(found.stored_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert [one.name for one in files.list_files("data/2026-11-2")] == [
        "data/2026-11-23/boards-0123456789abcdef.csv"
    ]
    files.remove(NAME)
    files.remove(NAME)
    assert list(files.list_files("exports/")) == []
    with pytest.raises(FileNotFoundError):
        next(iter(files.read(NAME)))


class Breaking(BytesIO):
    """A file whose disk fails, or whose process is killed, after the first megabyte."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= MIB:
            raise InterruptedError
        return super().read(min(size or 0, MIB))


def test_what_was_not_finished_is_never_seen_and_goes(files: FileStore, tmp_path: Path) -> None:
    if isinstance(files, FileFolders):
        # As a killed process leaves it.
        part = files.local_path(NAME).with_name(".part-abcdefgh")
        part.parent.mkdir(parents=True)
        part.touch()
        part.with_name(".of-an-operator").touch()
    else:
        with pytest.raises((InterruptedError, FilesAway)):
            files.put(NAME, Breaking(LARGE))
    assert list(files.list_files("exports/")) == []
    with pytest.raises(FileNotFoundError):
        next(iter(files.read(NAME)))
    files.remove_unfinished(now=datetime.now(UTC) + timedelta(hours=2))
    assert {path.name for path in tmp_path.rglob(".*")} <= {".of-an-operator"}
    if isinstance(files, DatabaseFiles):
        with files._database.reading() as db:
            left = select(select(func.count(MadeFile.id)).scalar_subquery(), func.count(MadeFileChunk.number))
            assert tuple(db.execute(left).one()) == (0, 0)


def test_the_database_takes_no_more_than_it_may(database: Database, tmp_path: Path) -> None:
    files = DatabaseFiles(database, max_bytes=1_000)
    files.put(NAME, BytesIO(b"x" * 600))
    with pytest.raises(FilesFull):
        files.put("exports/other", BytesIO(b"x" * 500))
    assert [one.name for one in files.list_files("exports/")] == [NAME]


class Elsewhere(BaseHTTPRequestHandler):
    """A server that sends everybody to another one, which counts who comes."""

    def do_GET(self) -> None:
        server = self.server
        if server is elsewhere:
            came.append(self.path)
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{elsewhere.server_port}/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


came: list[str] = []
elsewhere: HTTPServer


@pytest.fixture
def redirecting() -> Iterator[str]:
    """The endpoint of a store that sends us to a third party."""
    global elsewhere
    came.clear()
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as first, HTTPServer(("127.0.0.1", 0), Elsewhere) as second:
        elsewhere = second
        for server in (first, second):
            Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{first.server_port}"
        first.shutdown()
        second.shutdown()


def test_nobody_is_followed_to_another_store(
    redirecting: str, sqlite_database: Database, tmp_path: Path
) -> None:
    files = open_files(sqlite_database, place(f"s3://made/?endpoint={redirecting}", tmp_path))
    with pytest.raises(FilesAway):
        list(files.read(NAME))
    assert came == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("nobody listens", "NewConnectionError"),
        ("wrong secret", "SignatureDoesNotMatch"),
        ("no bucket", "NoSuchBucket"),
    ],
)
def test_a_store_that_does_not_let_us_in_is_away_and_says_why(
    fault: str, reason: str, s3_server: S3Server, sqlite_database: Database, tmp_path: Path
) -> None:
    url = s3_server.url("", bucket="none") if fault == "no bucket" else s3_server.url("")
    at = place("s3://made/?endpoint=http://127.0.0.1:1" if fault == "nobody listens" else url, tmp_path)
    files = open_files(sqlite_database, at._replace(secret="wrong") if fault == "wrong secret" else at)
    for act in (files.check, lambda: list(files.read(NAME)), lambda: files.put(NAME, BytesIO(b"x"))):
        with pytest.raises(FilesAway) as away:
            act()
        assert away.value.data["reason"] == reason
