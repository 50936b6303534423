import sys
import venv
from pathlib import Path

import pytest

from scripts import set_up
from scripts.set_up import SetUpError, environment_version, fingerprint, is_current, moved, stamp_path

PYTHON = "3.11"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with an environment folder, nothing installed."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "package-lock.json"):
        (tmp_path / name).write_text(f"{name}\n")
    return tmp_path


def stamp(root: Path, purpose: str) -> None:
    stamp_path(root, purpose).write_text(fingerprint(root, purpose, PYTHON))


def test_without_a_stamp_everything_is_to_install(root: Path) -> None:
    assert not is_current(root, "run", PYTHON)


@pytest.mark.parametrize(
    ("installed", "wanted", "enough"),
    [("run", "run", True), ("dev", "dev", True), ("dev", "run", True), ("run", "dev", False)],
)
def test_what_development_needs_is_enough_to_run_but_not_the_reverse(
    root: Path, installed: str, wanted: str, enough: bool
) -> None:
    stamp(root, installed)
    assert is_current(root, wanted, PYTHON) is enough


@pytest.mark.parametrize(
    ("file", "purpose", "current"),
    [
        ("requirements.lock", "run", False),
        ("requirements.lock", "dev", False),
        ("requirements-dev.lock", "dev", False),
        ("requirements-dev.lock", "run", True),
        ("package-lock.json", "dev", False),
        ("package-lock.json", "run", True),
        ("pyproject.toml", "run", False),
    ],
)
def test_a_changed_file_asks_for_a_new_installation_where_it_matters(
    root: Path, file: str, purpose: str, current: bool
) -> None:
    stamp(root, purpose)
    (root / file).write_text("changed\n")
    assert is_current(root, purpose, PYTHON) is current


def test_another_python_asks_for_a_new_installation(root: Path) -> None:
    stamp(root, "run")
    assert not is_current(root, "run", "3.12")


def test_an_environment_that_was_copied_here_is_made_anew(tmp_path: Path) -> None:
    venv.create(tmp_path / "old" / ".venv", with_pip=False)
    (tmp_path / "old" / ".venv" / "bin" / "pip").write_text(f"#!{tmp_path}/old/.venv/bin/python\n\n")
    (tmp_path / "old").rename(tmp_path / "new")
    assert moved(tmp_path / "new")
    assert environment_version(tmp_path / "new") is None


def test_a_broken_environment_is_made_anew(root: Path) -> None:
    (root / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert environment_version(root) is None


def test_a_failed_step_shows_its_last_words_and_what_to_do() -> None:
    with pytest.raises(SetUpError, match=r"the disk is full\nMake room\."):
        set_up.run([sys.executable, "-c", "raise SystemExit('the disk is full')"], "Make room.")
