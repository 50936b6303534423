"""Every command explains itself, and says in one sentence what it cannot do."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from idea4gov.cli import LazyGroup, cli, main
from idea4gov.store.session import Database
from tests.settings import PRODUCTION

ROOT = Path(__file__).resolve().parents[2]


def paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group below `command`."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from paths(below, (*path, name))


@pytest.mark.parametrize("path", list(paths(cli)), ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(cli, [*path, "--help"])
    assert answer.exit_code == 0
    assert "Usage:" in answer.stdout


@pytest.mark.parametrize("path", list(paths(cli)), ids=" ".join)
def test_every_command_and_option_is_explained_in_sentences(path: tuple[str, ...]) -> None:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        below = command.get_command(click.Context(command), name)
        assert below is not None
        command = below
    options = [one for one in command.params if isinstance(one, click.Option)]
    helps = [(command.help or "").partition("\n\n")[0], *(one.help or "" for one in options)]
    assert [text for text in helps if not re.fullmatch(r"[A-Z](?s:.*)\.", text)] == []


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    context = click.Context(cli)
    listed = {name: text for name, (_, _, text) in LazyGroup.parts.items()}
    said = {name: (cli.get_command(context, name) or cli).help or "" for name in listed}
    assert listed == {name: " ".join(text.partition("\n\n")[0].split()) for name, text in said.items()}


def test_the_page_of_commands_lists_every_command() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in LazyGroup.parts if f"`idea4gov {name}" not in page] == []


def test_an_unknown_command_is_a_usage_error() -> None:
    answer = CliRunner().invoke(cli, ["frobnicate"])
    assert answer.exit_code == 2
    assert "frobnicate" in answer.stderr


def test_verify_starts_without_the_web_and_the_database() -> None:
    code = "import sys; from idea4gov.cli import cli; cli(['verify', '--help'], standalone_mode=False); "
    code += "sys.exit(bool({'flask', 'sqlalchemy'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0


def run_main(monkeypatch: pytest.MonkeyPatch, database: Database, *words: str, **environment: str) -> int:
    """The exit code of the installed command."""
    url = database.engine.url.render_as_string(hide_password=False)
    for name, value in {"IDEA4GOV_DATABASE_URL": url, **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["idea4gov", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def test_demo_is_refused_outside_development(
    monkeypatch: pytest.MonkeyPatch, sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_main(
        monkeypatch,
        sqlite_database,
        "demo",
        **PRODUCTION,
    )
    assert code == 78
    assert "development" in capsys.readouterr().err


def test_demo_without_places_says_what_to_load_first(
    monkeypatch: pytest.MonkeyPatch, sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_main(monkeypatch, sqlite_database, "demo", IDEA4GOV_ENV="development")
    assert code == 1
    assert "idea4gov places load" in capsys.readouterr().err


def test_an_unmigrated_database_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert run_main(monkeypatch, empty, "check", IDEA4GOV_ENV="development") == 1
    assert "idea4gov db upgrade" in capsys.readouterr().err


def test_what_cannot_be_found_or_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    sqlite_database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nowhere = str(tmp_path / "none" / "file")
    for code, words in (
        (2, ("export", "priorities", "9" * 20)),
        (2, ("round", "seal", "9" * 20)),
        (1, ("export", "priorities", "1", "--output", nowhere)),
        (1, ("pb", "export", "1", "--output", nowhere)),
    ):
        assert run_main(monkeypatch, sqlite_database, *words, IDEA4GOV_ENV="development") == code
        assert capsys.readouterr().err.splitlines()[-1].startswith("Error: ")


@pytest.mark.slow
def test_upgrade_makes_the_folder_and_the_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'new' / 'idea4gov.sqlite3'}")
    assert run_main(monkeypatch, fresh, "db", "upgrade", IDEA4GOV_ENV="development") == 0
    assert "empty ->" in capsys.readouterr().out
    assert run_main(monkeypatch, fresh, "db", "upgrade", IDEA4GOV_ENV="development") == 0
