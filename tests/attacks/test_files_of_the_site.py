"""Somebody with another account on the same machine reads the files of the site."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from config import ROOT


def run(folder: Path, *command: str) -> None:
    """Run a command of the site whose files lie in `folder`, in the way of most machines: umask 022."""
    environment = {
        **os.environ,
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "IDEA4GOV_DATA_DIR": str(folder / "data"),
    }
    subprocess.run(
        [sys.executable, "-m", "idea4gov", *command], cwd=ROOT, env=environment, umask=0o022, check=True
    )


def open_to_others(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if stat.S_IMODE(one.stat().st_mode) & 0o077]


def test_nobody_else_reads_what_commands_write(tmp_path: Path) -> None:
    run(tmp_path, "db", "upgrade")
    run(tmp_path, "data", "dump")
    assert len(list(tmp_path.iterdir())) >= 2
    assert open_to_others(tmp_path) == []


def test_files_of_an_earlier_version_are_closed_to_others(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "site.sqlite3")
    (tmp_path / "site.sqlite3").chmod(0o644)
    run(tmp_path, "check")
    assert open_to_others(tmp_path) == []
