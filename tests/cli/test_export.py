"""`idea4gov export priorities`: the same file as the page gives, on standard output or whole in a file."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.domain.errors import NotFound
from idea4gov.domain.exports import HEADER
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A board (1) with two proposals."""
    with database.transaction() as db:
        board = add_board(db)
        add_proposal(db, board, title="=ถังขยะ")
        add_proposal(db, board, title="ไฟทางเดิน")
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", url)
    return CliRunner()


def test_csv_goes_to_standard_output(run: CliRunner) -> None:
    answer = run.invoke(cli, ["export", "priorities", "1"])
    assert answer.exit_code == 0, answer.output
    text = answer.stdout_bytes.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(HEADER)
    assert [row[3] for row in rows[1:]] == ["'=ถังขยะ", "ไฟทางเดิน"]


def test_json_goes_to_a_file(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "ผล.json"
    file.write_text("old", encoding="utf-8")
    answer = run.invoke(cli, ["export", "priorities", "1", "--format", "json", "--output", str(file)])
    assert (answer.exit_code, answer.output) == (0, "")
    assert len(json.loads(file.read_text(encoding="utf-8"))["result"]["lines"]) == 2
    assert list(tmp_path.glob(".*")) == []


def test_unknown_board_leaves_the_old_file_alone(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "result.csv"
    file.write_text("old", encoding="utf-8")
    answer = run.invoke(cli, ["export", "priorities", "2", "--output", str(file)])
    assert isinstance(answer.exception, NotFound)
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".csv"] == ["result.csv"]
    assert list(tmp_path.glob(".*")) == []
    assert file.read_text(encoding="utf-8") == "old"


def test_unknown_format_is_a_usage_error(run: CliRunner) -> None:
    assert run.invoke(cli, ["export", "priorities", "1", "--format", "odt"]).exit_code == 2


def test_workbook_and_paper_are_written_whole(run: CliRunner, tmp_path: Path) -> None:
    for kind, begins in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")):
        file = tmp_path / f"result.{kind}"
        answer = run.invoke(cli, ["export", "priorities", "1", "--format", kind, "--output", str(file)])
        assert (answer.exit_code, answer.output) == (0, "")
        assert file.read_bytes().startswith(begins)


def test_round_that_is_not_there_is_refused(run: CliRunner) -> None:
    assert isinstance(run.invoke(cli, ["export", "round", "9"]).exception, NotFound)
