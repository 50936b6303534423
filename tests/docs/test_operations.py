"""The runbook names commands, settings and files that exist, and its first commands install the site."""

import re
import subprocess
import sys
from dataclasses import fields

import pytest

from config import ROOT, Config
from scripts.try_install.__main__ import NO_NAMESPACES
from scripts.try_install.page import RUNBOOK, commands
from tests.services.commands import require_command

REFERENCE = RUNBOOK.with_name("operations-reference.md")
TEXT = RUNBOOK.read_text(encoding="utf-8")
BOTH = TEXT + REFERENCE.read_text(encoding="utf-8")
FENCED = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.M | re.S)
CODE = [
    line
    for part in [*FENCED.findall(BOTH), *re.findall(r"`([^`\n]+)`", FENCED.sub("", BOTH))]
    for line in part.splitlines()
]
CALLED = sorted(
    {
        call[1]
        for line in CODE
        for part in re.split(r"&&|\|\||[|;#]", line)
        if (call := re.match(r"\s*(?:run_as|idea4gov) ([a-z].*)", part))
    }
)
FAULTS = (
    "the-site-does-not-start",
    "the-site-is-slow",
    "mails-do-not-arrive",
    "the-disk-is-full",
    "the-clock-is-wrong",
    "a-node-died",
    "promote-a-standby",
    "restore",
    "somebody-broke-in",
)


def section(anchor: str) -> str:
    parts = {part.splitlines()[0]: part for part in TEXT.split("\n## ")[1:]}
    return parts[anchor.replace("-", " ").capitalize()]


@pytest.mark.parametrize("call", CALLED)
def test_a_command_and_its_options_exist(call: str) -> None:
    require_command([word for word in call.split() if re.match(r"--[a-z]|[a-z][a-z-]*$", word)])


def test_a_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"\b(IDEA4GOV_[A-Z_]*[A-Z])(?:_FILE)?\b", BOTH))
    assert named <= {each.metadata["env"] for each in fields(Config)}


def test_a_file_of_ours_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:deploy|idea4gov|migrations)/[\w./-]+)", BOTH))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert "deploy/nginx.conf" in named


def test_commands_and_faults_are_found_in_the_page() -> None:
    assert "backup /var/backups/idea4gov --keep 30" in {call.strip() for call in CALLED}
    assert len(CALLED) > 30


@pytest.mark.parametrize("anchor", FAULTS)
def test_a_section_about_a_fault_says_how_one_knows_that_it_is_well_again(anchor: str) -> None:
    assert "**It is well**" in section(anchor)
    assert f"(#{anchor})" in TEXT


def test_the_site_is_installed_by_ten_commands() -> None:
    assert len(commands(TEXT)["install"]) == 10
    assert list(commands(TEXT)) == [
        "install",
        "backups",
        "keys",
        "rehearse",
        "restore",
        "double",
        "addresses",
    ]


@pytest.mark.slow
def test_the_commands_of_the_page_install_a_site_that_answers() -> None:
    command = [sys.executable, "-m", "scripts.try_install", "install"]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, umask=0o022, check=False)
    if done.returncode == NO_NAMESPACES:
        pytest.skip(f"{done.stderr.strip()} Run 'make try-install' where root may.")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("ready, and the first page is shown\nEverything went as the page says.\n")
