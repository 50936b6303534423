"""`idea4gov backup`, `restore` and `move` as operators call them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from idea4gov.cli import cli
from idea4gov.store.backups import list_records
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
from tests.settings import PRODUCTION


def call(words: Sequence[str | Path]) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture
def site(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A site with some rows; gives the URL of its database."""
    with sqlite_database.transaction() as db:
        add_proposal(db, add_board(db))
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", url)
    return url


@pytest.mark.usefixtures("site")
def test_a_backup_is_rehearsed_restored_and_said_to_lack_the_keys(tmp_path: Path) -> None:
    made = call(["backup", tmp_path / "backups", "--keep", "3"])
    assert made.exit_code == 0, made.output
    assert re.search(r"idea4gov-\d{8}T\d{6}Z: \d+ rows, [\d,]+ bytes, schema \d{4}\n", made.stdout)
    assert "IDEA4GOV_SECRET_KEYS" in made.stdout
    rehearsed = call(["restore", tmp_path / "backups", "--rehearse"])
    assert rehearsed.exit_code == 0, rehearsed.output
    assert "Everything is as it was.\nThe scratch place is gone.\n" in rehearsed.stdout
    target = ["--to", f"sqlite:///{tmp_path / 'restored.sqlite3'}", "--end-sessions"]
    restored = call(["restore", tmp_path / "backups", *target])
    assert restored.exit_code == 0, restored.output
    assert "0 sessions ended." in restored.stdout
    refused = call(["restore", tmp_path / "backups", *target])
    assert "is not empty" in str(refused.exception)


@pytest.mark.usefixtures("site")
def test_a_backup_and_its_rehearsal_are_recorded(tmp_path: Path, sqlite_database: Database) -> None:
    call(["backup", tmp_path])
    with sqlite_database.reading() as db:
        made = list_records(db)
    assert list(made) == ["backup"]
    call(["restore", tmp_path, "--rehearse"])
    with sqlite_database.reading() as db:
        tried = list_records(db)
    assert tried["backup"] == made["backup"] < tried["rehearsal"]


@pytest.mark.usefixtures("site")
def test_a_backup_that_cannot_be_recorded_is_made_and_says_so(
    tmp_path: Path, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as db:
        db.execute(text("DROP TABLE backup_record"))
    made = call(["backup", tmp_path])
    assert made.exit_code == 0
    assert made.stderr.startswith("The backup is good, but its date was not recorded")
    assert len(list(tmp_path.glob("idea4gov-*/manifest.json"))) == 1


@pytest.mark.usefixtures("site")
def test_a_rehearsal_on_a_machine_without_the_site_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(["backup", tmp_path])
    elsewhere = tmp_path / "none.sqlite3"
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", f"sqlite:///{elsewhere}")
    rehearsed = call(["restore", tmp_path, "--rehearse"])
    assert rehearsed.exit_code == 0
    assert rehearsed.stderr.startswith("The rehearsal is good, but its date was not recorded")
    assert not elsewhere.exists()


@pytest.mark.usefixtures("site")
def test_a_rehearsal_that_finds_a_difference_exits_with_1_and_names_it(tmp_path: Path) -> None:
    call(["backup", tmp_path])
    (manifest,) = tmp_path.glob("idea4gov-*/manifest.json")
    said = json.loads(manifest.read_text())
    said["rows"]["board"] += 1
    manifest.write_text(json.dumps(said))
    rehearsed = call(["restore", tmp_path, "--rehearse"])
    assert rehearsed.exit_code == 1
    assert rehearsed.stderr == "rows of board: 1, and the backup says 2\n"
    assert "1 things are wrong.\nThe scratch place is gone." in rehearsed.stdout


def test_rows_move_by_command(site: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'moved.sqlite3'}"
    moved = call(["move", "--from", site, "--to", target])
    assert moved.exit_code == 0, moved.output
    assert "board: 1\n" in moved.stdout
    assert re.search(r"\d+ rows in \d+ tables, the same as in the source", moved.stdout)


def test_rows_go_to_no_other_machine_in_the_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    refused = call(["restore", tmp_path, "--to", "postgresql+psycopg://u:password@db.example.go.th/name"])
    assert refused.exit_code == 2
    assert "The URL leads to another machine" in refused.output
    assert "password" not in refused.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["backup", "x", "--keep", "0"], "a number from 1 to"),
        (["restore", ".", "--rehearse", "--end-sessions"], "--rehearse restores into a scratch place"),
        (["restore", ".", "--rehearse", "--to", "sqlite:///x"], "--rehearse restores into a scratch place"),
        (["restore", "/no/such/folder"], "does not exist"),
        (["move", "--from", "sqlite:///a", "--to", "sqlite:///a"], "the same database"),
        (["move", "--from", "sqlite:///a"], "--to"),
        (["move", "--from", "mysql://host/name", "--to", "sqlite:///a"], "The URL must begin with sqlite"),
        (["move", "--from", "sqlite:////no/such/file", "--to", "sqlite:///a"], "There is no file"),
        (["restore", ".", "--to", "sqlite://"], "The URL must name a file"),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_call_that_makes_no_sense_is_refused(words: list[str], says: str) -> None:
    refused = call(words)
    assert refused.exit_code == 2
    assert says in refused.output
