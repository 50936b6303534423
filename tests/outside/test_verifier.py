"""`verify.pyz`: runs on plain Python, alone, and says what `idea4gov verify` says."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from idea4gov.cli.recount import recount
from idea4gov.outside.verifier import verifier
from tests.domain.test_verify import TEXT


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    path = tmp_path / "verify.pyz"
    path.write_bytes(verifier())
    return path


@pytest.mark.parametrize("rule", ["greedy", "equalshares/add1", "lottery"])
def test_it_says_the_same_without_anything_installed(tool: Path, tmp_path: Path, rule: str) -> None:
    file = tmp_path / "round.pb"
    file.write_text(TEXT.replace("rule;greedy", f"rule;{rule}"), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(tool), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={})
    lines, code = recount([file])
    assert (done.stdout.splitlines(), done.returncode, done.stderr) == (lines, code, "")
    assert "SHA-256 of the canonical text" in done.stdout


def test_it_holds_the_very_sources_and_nothing_else(tool: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    with ZipFile(tool) as archive:
        names = archive.namelist()
        for name in names[2:]:
            assert archive.read(name) == (root / name).read_bytes(), name
    assert "idea4gov/domain/tally/equal_shares.py" in names
    assert all(name.startswith("idea4gov/domain/") for name in names[2:])
    assert "idea4gov/domain/tally/arrays.py" not in names


def test_the_same_sources_give_the_same_bytes() -> None:
    first = verifier()
    verifier.cache_clear()
    assert verifier() == first
