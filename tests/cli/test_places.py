"""`idea4gov places load`: what it prints and how it refuses."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from idea4gov.cli import cli, main
from idea4gov.store.places import reading as places
from idea4gov.store.session import Database
from tests.domain.test_register import HEADER, SAEN_SUK

GOOD = f"{HEADER}\n{SAEN_SUK}\n"


@pytest.fixture
def run(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", str(sqlite_database.engine.url))
    return CliRunner()


def load(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(cli, ["places", "load", *arguments])


@pytest.mark.slow
def test_loading_twice_reports_what_was_added_and_then_nothing(run: CliRunner, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text(GOOD, encoding="utf-8")
    first, second = load(run, "--register", str(register)), load(run, "--register", str(register))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.splitlines() == [
        "Provinces: 77 added, 0 changed, 0 unchanged.",
        "Districts: 928 added, 0 changed, 0 unchanged.",
        "Subdistricts: 7,436 added, 0 changed, 0 unchanged.",
        "Local governments: 1 added, 0 changed, 0 unchanged.",
    ]
    assert "Local governments: 0 added, 0 changed, 1 unchanged." in second.output


def test_a_local_government_that_left_the_register_is_said_to_be_kept(run: CliRunner, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    other = SAEN_SUK.replace("2094", "2095")
    register.write_text(f"{GOOD}{other}\n", encoding="utf-8")
    load(run, "--register", str(register))
    register.write_text(GOOD, encoding="utf-8")
    assert (
        "1 unchanged. Not in the source any more: 1, kept." in load(run, "--register", str(register)).output
    )


def test_a_malformed_register_ends_in_one_sentence_and_loads_nothing(
    run: CliRunner,
    tmp_path: Path,
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    register = tmp_path / "register.csv"
    register.write_text(f"{GOOD}2095,Village,ก,k,20,,,,\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["idea4gov", "places", "load", "--register", str(register)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("Error: Line 3, column type: “Village” is not a type")
    assert len(said.err.splitlines()) == 1
    with sqlite_database.reading() as db:
        assert places.list_provinces(db) == []


def test_a_file_that_is_not_there_is_a_usage_error(run: CliRunner, tmp_path: Path) -> None:
    assert load(run, "--register", str(tmp_path / "none.csv")).exit_code == 2
    assert load(run, "--register", str(tmp_path)).exit_code == 2


def test_a_database_that_is_not_migrated_is_named(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    result = load(run)
    assert result.exit_code == 1
    assert "idea4gov db upgrade" in result.output
