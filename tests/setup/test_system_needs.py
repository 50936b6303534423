import os
import shutil
from pathlib import Path

import pytest

from scripts import system_needs
from scripts.system_needs import find_chromium, newest


def test_the_newest_server_is_taken_by_number_not_by_letter() -> None:
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in ("9.6", "15", "17", "8.4")]
    assert newest(folders) == Path("/usr/lib/postgresql/17/bin")
    assert newest([]) is None


def test_the_browser_that_the_environment_names_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "my-browser"
    program.touch(mode=0o755)
    monkeypatch.setenv("IDEA4GOV_CHROMIUM", str(program))
    assert find_chromium() == str(program)


def test_a_named_browser_that_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDEA4GOV_CHROMIUM", "/nowhere/chromium")
    assert find_chromium() is None


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with none of the programs; the packages that apt was asked for."""
    asked: list[str] = []
    monkeypatch.delenv("IDEA4GOV_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr(system_needs, "find_postgres", lambda: None)
    monkeypatch.setattr(system_needs, "find_chromium", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    monkeypatch.setattr(system_needs, "install", asked.extend)
    return asked


def test_root_on_debian_gets_what_is_missing(
    bare_machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_needs, "is_debian", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system_needs.main()
    assert bare_machine == ["postgresql", "chromium-headless-shell", "redis-server", "pgbouncer"]


@pytest.mark.parametrize(("debian", "user"), [(True, 1000), (False, 0)])
def test_everyone_else_is_told_what_to_install(
    bare_machine: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    debian: bool,
    user: int,
) -> None:
    monkeypatch.setattr(system_needs, "is_debian", lambda: debian)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert system_needs.main() == 0
    assert bare_machine == []
    said = capsys.readouterr().err
    assert "install PostgreSQL" in said
    assert "install Chromium" in said
    assert "install Redis" in said


def test_a_server_that_the_environment_names_is_enough(
    bare_machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEA4GOV_TEST_POSTGRES_URL", "postgresql+psycopg://tests@db/tests")
    assert system_needs.missing() == ["chromium-headless-shell", "redis-server", "pgbouncer"]


def test_only_the_measurement_asks_for_wrk(bare_machine: list[str]) -> None:
    assert system_needs.missing(system_needs.TEST_NEEDS) == [
        "postgresql",
        "chromium-headless-shell",
        "redis-server",
        "pgbouncer",
    ]
    assert system_needs.missing(system_needs.BENCH_NEEDS) == ["postgresql", "wrk"]
