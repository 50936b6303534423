"""The changelog, the package and the command tell the same version."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from click.testing import CliRunner

from idea4gov.cli import cli

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.M)


def releases() -> list[tuple[str, str]]:
    """Version and date of every release, the newest first."""
    return HEADING.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_the_newest_release_is_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert releases()[0][0] == project["version"] == version("idea4gov")


def test_releases_stand_from_the_newest_to_the_oldest_each_with_its_date() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    known = releases()
    headings = re.findall(r"^## .*", text, re.M)
    assert len(known) == len(headings[1:] if headings[0] == "## Unreleased" else headings)
    order = [(tuple(map(int, number.split("."))), date) for number, date in known]
    assert order == sorted(order, reverse=True)


def test_the_command_says_which_release_it_is() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output.split()[-1] == releases()[0][0]
