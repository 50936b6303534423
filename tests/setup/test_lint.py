"""`make lint` looks at Python, templates, scripts and style sheets, and a fault in any of them fails it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIOME = ROOT / "node_modules" / ".bin" / "biome"
NODE = Path(sys.executable).parent / "node"


def test_lint_asks_every_linter(tmp_path: Path) -> None:
    for name in ("python", "ruff", "mypy", "djlint", "node"):
        program = tmp_path / name
        program.write_text('#!/bin/sh\necho "$(basename "$0") $*"\n')
        program.chmod(0o755)
    command = ["make", "--no-print-directory", f"VENV={tmp_path}", f"PYTHON={tmp_path}/python", "lint"]
    known = {"PATH": os.environ["PATH"]}
    said = subprocess.run(command, cwd=ROOT, env=known, text=True, capture_output=True, check=True).stdout
    assert said.splitlines()[1:] == [
        "ruff check .",
        "ruff format --check .",
        "mypy ",
        "djlint templates --lint --quiet",
        "node node_modules/.bin/biome lint --error-on-warnings",
    ]


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("js/page.js", "export default function open(form) {\n  show(form);\n}\n", "noUndeclaredVariables"),
        ("js/page.js", "export default function open() {\n  const form = 1;\n}\n", "noUnusedVariables"),
        ("css/page.css", ".card {\n  colour: red;\n}\n", "noUnknownProperty"),
        ("css/components/card.css", ".card {\n  color: red;\n  color: red;\n}\n", "noDuplicateProperties"),
    ],
)
def test_a_fault_in_a_script_or_a_style_sheet_is_found(
    tmp_path: Path, name: str, text: str, rule: str
) -> None:
    shutil.copy(ROOT / "biome.json", tmp_path)
    shutil.copy(ROOT / "package.json", tmp_path)
    page = tmp_path / "static" / name
    page.parent.mkdir(parents=True)
    page.write_text(text)
    command: list[str | Path] = [NODE, BIOME, "lint", "--error-on-warnings", "--colors=off"]
    done = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert done.returncode == 1
    assert rule in done.stdout + done.stderr
