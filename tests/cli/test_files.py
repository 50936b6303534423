"""`idea4gov files move`: the daily files of before go along when their place is changed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.actions.data import dump_data
from idea4gov.actions.made_files import open_files
from idea4gov.cli import cli
from idea4gov.cli.context import now
from idea4gov.domain.made_files import FilesPlace
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.store.session import Database
from tests.cli.test_serve import settings
from tests.settings import PRODUCTION


@pytest.fixture
def environment(sqlite_database: Database) -> dict[str, str]:
    """An installation whose daily files will lie in the database from now on."""
    return settings(sqlite_database, **PRODUCTION, IDEA4GOV_FILES_URL="database:")


def test_daily_files_move_once_and_what_is_missing_or_altered_is_named(
    sqlite_database: Database, environment: dict[str, str]
) -> None:
    own = environment["IDEA4GOV_EXPORT_DIR"], environment["IDEA4GOV_DATA_DIR"]
    folders = open_files(sqlite_database, FilesPlace("folders:", *own))
    dumped = dump_data(sqlite_database, folders, Publisher("https://pb.example", str), now=now())
    lost, altered = sorted(Path(own[1]).glob("*/boards-*"))
    lost.unlink()
    altered.write_bytes(b"other bytes")
    done = CliRunner().invoke(cli, ["files", "move"], env=environment)
    assert done.exit_code == 1, done.output
    assert done.output.count(": copied") == len(dumped) - 2
    assert done.output.count("boards.csv: not there") == done.output.count("boards.jsonl: not there") == 1
    again = CliRunner().invoke(cli, ["files", "move"], env=environment)
    assert again.output.count(": copied") == 0


@pytest.mark.parametrize("url", ["http://minio.example.go.th", "s3://made?endpoint=nowhere"])
def test_a_place_that_is_none_is_refused_in_a_sentence(environment: dict[str, str], url: str) -> None:
    done = CliRunner().invoke(cli, ["files", "move", "--from", url], env=environment)
    assert done.exit_code == 1
    assert "--from" in done.output
    assert "Traceback" not in done.output
