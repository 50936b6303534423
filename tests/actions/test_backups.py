"""Backups on both engines: one state under load, nothing by halves, and restored exactly as it was."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pyrage
import pytest
from sqlalchemy import text

from idea4gov.actions.backups import BackedUp, back_up
from idea4gov.actions.move import list_digests
from idea4gov.actions.restores import rehearsal, restore
from idea4gov.actions.results import close_board
from idea4gov.domain.backups import BackupProblem, manifest_text
from idea4gov.store import backups
from idea4gov.store.session import Database
from tests.attacks.logged_in import begin
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_photo, add_proposal, viewer_of
from tests.officials import add_official, support
from tests.services.postgres import own_database

PHRASE = "ขอให้ติดไฟส่องสว่างหน้าตลาดเก่า"


@pytest.fixture
def filled(database: Database) -> Database:
    """A closed board (1), an open one (2) with a proposal with a photo, and somebody who is logged in."""
    with database.transaction() as db:
        moderator, closed, open_ = (
            add_official(db),
            add_board(db, local_government_code="2094"),
            add_board(db),
        )
        support(db, add_proposal(db, closed), viewer_of(db, add_account(db)).person_id)
        close_board(db, moderator, closed, now=NOON)
        add_photo(db, add_proposal(db, open_, title=PHRASE))
        account_id = add_account(db)
    begin(database, account_id)
    return database


@pytest.fixture
def empty(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database of the same engine, by the role that may change its schema."""
    with one_more(database, tmp_path, request) as made:
        yield made


@contextmanager
def one_more(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    if database.is_sqlite:
        made = Database(f"sqlite:///{tmp_path / 'restored' / 'idea4gov.sqlite3'}")
        yield made
        made.dispose()
        return
    with own_database(request.getfixturevalue("postgres_url")) as url:
        made = Database(url)
        yield made
        made.dispose()


@pytest.fixture
def owner(database: Database, request: pytest.FixtureRequest) -> Database | None:
    """Who may make scratch databases of the engine."""
    if database.is_sqlite:
        return None
    chosen: Database = request.getfixturevalue("postgres_owner")
    return chosen


def made(database: Database, folder: Path, **options: object) -> BackedUp:
    return back_up(database, folder, version="0.2.0", now=NOON, **options)  # type: ignore[arg-type]


def digests(database: Database) -> dict[str, tuple[int, str]]:
    with database.snapshot() as db:
        return list_digests(db)


def test_a_backup_ends_while_others_write_and_is_one_state(
    filled: Database, owner: Database | None, tmp_path: Path
) -> None:
    begun, over, written = Event(), Event(), []

    def write() -> None:
        while not over.is_set():
            with filled.transaction() as db:
                support(db, 2, viewer_of(db, add_account(db)).person_id)
            written.append(1)
            begun.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        one = made(filled, tmp_path)
    finally:
        over.set()
        writer.join()
    # A support and its counter are of one transaction: check finds a copy that has one without the other.
    with rehearsal(owner, tmp_path) as rehearsed:
        assert rehearsed.wrong == []
    assert 1 < one.manifest.rows["support"] <= 1 + len(written)


def test_what_is_restored_is_what_there_was(filled: Database, empty: Database, tmp_path: Path) -> None:
    before = digests(filled)
    one = made(filled, tmp_path)
    restored = restore(empty, tmp_path)
    assert restored.wrong == []
    assert digests(empty) == before
    assert before["login_session"][0] == before["photo_file"][0] == 1
    with empty.transaction() as db:
        assert add_board(db) == 3
    heads = one.manifest.heads
    assert heads["audit log"].startswith("1 ")
    assert len(heads["board 1"]) == 64
    assert one.manifest.engine == ("sqlite" if filled.is_sqlite else "postgresql")
    for path in (one.path, *one.path.iterdir()):
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupProblem, match="is not empty"):
        restore(empty, tmp_path)


def test_sessions_of_that_hour_can_be_ended(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.transaction() as db:
        account_id = add_account(db)
    begin(sqlite_database, account_id)
    made(sqlite_database, tmp_path)
    again = Database(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    assert restore(again, tmp_path, ends_sessions=True).sessions_ended == 1
    assert digests(again)["login_session"][0] == 0
    again.dispose()


def test_an_encrypted_backup_is_clear_nowhere_and_opens_with_its_key_alone(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    identity, folder = pyrage.x25519.Identity.generate(), tmp_path / "backups"
    one = made(filled, folder, encrypt_to=[str(identity.to_public())])
    assert one.path.joinpath(one.manifest.file.name).read_bytes().startswith(b"age-encryption.org/v1")
    for path in filter(Path.is_file, folder.rglob("*")):
        assert PHRASE.encode() not in path.read_bytes()
    with pytest.raises(BackupProblem, match="--identity"):
        restore(empty, folder)
    key = tmp_path / "key"
    for text_ in (str(pyrage.x25519.Identity.generate()), str(identity)):
        key.write_text(text_)
        key.chmod(0o600)
        if text_ != str(identity):
            with pytest.raises(BackupProblem, match="the key does not fit"):
                restore(empty, folder, identity=str(key))
    assert restore(empty, folder, identity=str(key)).wrong == []
    assert digests(empty) == digests(filled)


def test_a_damaged_backup_is_refused_before_anything_is_written(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    one = made(filled, tmp_path)
    file = one.path / one.manifest.file.name
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + b"x", b""):
        file.write_bytes(damaged)
        with pytest.raises(BackupProblem, match="not as it was written"):
            restore(empty, tmp_path)
    if empty.is_sqlite:
        assert not (tmp_path / "restored").exists()
    else:
        with empty.reading() as db:
            assert backups.is_empty(db)


def test_a_backup_of_a_newer_version_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    one = made(sqlite_database, tmp_path)
    newer = replace(one.manifest, schema="9999", version="9.0.0")
    (one.path / "manifest.json").write_text(manifest_text(newer))
    with pytest.raises(BackupProblem, match=r"idea4gov 9\.0\.0, whose schema 9999"):
        restore(Database(f"sqlite:///{tmp_path / 'again.sqlite3'}"), tmp_path)
    assert not (tmp_path / "again.sqlite3").exists()


def test_a_rehearsal_names_what_differs_and_leaves_nothing(
    filled: Database, owner: Database | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    one = made(filled, tmp_path / "backups")
    said = json.loads((one.path / "manifest.json").read_text())
    said["rows"]["support"] = 7
    said["heads"]["board 1"] = "0" * 64
    (one.path / "manifest.json").write_text(json.dumps(said))
    wrong: list[str] = []

    def look() -> None:
        with rehearsal(owner, tmp_path / "backups") as rehearsed:
            wrong.extend(rehearsed.wrong)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look()
    assert wrong[0] == "rows of support: 1, and the backup says 7"
    assert wrong[1].startswith("digest of board 1: ")
    assert len(wrong) == 2
    assert list((tmp_path / "scratch").iterdir()) == []
    if owner is not None:
        with owner.reading() as db:
            left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'idea4gov_rehearsal_%'"
            assert db.scalar(text(left)) == 0


def test_only_the_newest_are_kept(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    for keep in (None, None, 2):
        last = made(sqlite_database, tmp_path, keep=keep)
    assert last.removed == ["idea4gov-20261123T050000Z"]
    assert sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith(".")) == [
        "idea4gov-20261123T050000Z-2",
        "idea4gov-20261123T050000Z-3",
        "notes.txt",
    ]


def test_where_the_copy_has_no_room_nothing_is_left(filled: Database, tmp_path: Path) -> None:
    folder, (soft, hard) = tmp_path / "backups", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(BackupProblem, match=r"is full|could not be written"):
            made(filled, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [one.name for one in folder.iterdir()] == [".lock"]


def test_a_database_without_tables_is_no_backup(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "restored").mkdir()
    with pytest.raises(BackupProblem, match="nothing to back up"):
        made(empty, tmp_path / "backups")


def test_what_another_database_left_is_not_taken_for_ours(sqlite_database: Database, tmp_path: Path) -> None:
    made(sqlite_database, tmp_path / "backups")
    (tmp_path / "new.sqlite3-wal").write_bytes(b"of another database")
    with pytest.raises(BackupProblem, match="left of another database"):
        restore(Database(f"sqlite:///{tmp_path / 'new.sqlite3'}"), tmp_path / "backups")


def test_a_server_of_ones_own_serves_a_rehearsal(postgres_database: Database, tmp_path: Path) -> None:
    made(postgres_database, tmp_path)
    with rehearsal(None, tmp_path) as rehearsed:
        assert rehearsed.wrong == []
