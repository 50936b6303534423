import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    known = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=ROOT, env=known, text=True, capture_output=True, check=False)


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """Programs that do nothing, in the place of an environment's; idea4gov tells how it was called."""
    for name in ("python", "pybabel"):
        program(tmp_path / name, "exit 0")
    program(tmp_path / "idea4gov", 'echo "$* for $HOST:$PORT in $IDEA4GOV_ENV"')
    return tmp_path


def test_make_alone_lists_every_target_that_is_meant_for_people() -> None:
    said = make().stdout
    for target in (
        "run",
        "test",
        "test-fast",
        "coverage",
        "lint",
        "bench",
        "cluster",
        "cluster-stop",
        "drill",
        "try-install",
        "assets",
        "lock",
        "sbom",
        "advisories",
        "clean",
        "help",
    ):
        assert re.search(rf"^  make {target} +\S", said, re.MULTILINE), target


@pytest.mark.parametrize(
    ("environment", "address"),
    [({}, "127.0.0.1:8000"), ({"HOST": "0.0.0.0", "PORT": "9000"}, "0.0.0.0:9000")],
)
def test_run_migrates_loads_and_serves_at_the_address_that_was_asked_for(
    stand_ins: Path, environment: dict[str, str], address: str
) -> None:
    done = make(f"VENV={stand_ins}", f"PYTHON={stand_ins}/python", "run", **environment)
    steps = ["db upgrade", "places load", "demo", "serve"]
    assert done.stdout.splitlines() == [f"{step} for {address} in development" for step in steps]


def test_run_stops_at_the_first_step_that_fails(stand_ins: Path) -> None:
    program(stand_ins / "idea4gov", 'echo "$*"; exit 1')
    done = make(f"VENV={stand_ins}", f"PYTHON={stand_ins}/python", "run")
    assert (done.returncode != 0, done.stdout) == (True, "db upgrade\n")


def test_the_fast_run_leaves_out_what_takes_long_and_tries_a_share_of_the_hostile_strings(
    stand_ins: Path,
) -> None:
    program(stand_ins / "python", 'for word; do test "$word" = pytest && echo "$*"; done; exit 0')
    programs = (f"VENV={stand_ins}", f"PYTHON={stand_ins}/python")
    groups = "-m hostile or not (browser or postgres or real or slow)\n"
    assert f"--sample --few-cases {groups}" in make(*programs, "test-fast").stdout
    assert f"--sample tests/web {groups}" in make(*programs, "test-fast", "TESTS=tests/web").stdout


def test_advisories_are_renewed_from_a_copy_only_where_one_is_named(stand_ins: Path) -> None:
    program(stand_ins / "python", 'for word; do test "$word" = scripts.advisories && echo "$*"; done; exit 0')
    programs = (f"VENV={stand_ins}", f"PYTHON={stand_ins}/python")
    assert make(*programs, "advisories").stdout == "-m scripts.advisories\n"
    named = make(*programs, "advisories", "FROM=a copy/all.zip")
    assert named.stdout == "-m scripts.advisories --renew a copy/all.zip\n"


def test_coverage_is_measured_put_together_and_fails_below_its_floor(stand_ins: Path) -> None:
    program(stand_ins / "coverage", 'echo "$1"; test "$1" != report')
    done = make(f"VENV={stand_ins}", f"PYTHON={stand_ins}/python", "coverage")
    assert done.stdout.splitlines() == ["run", "combine", "report"]
    assert done.returncode != 0


def test_without_a_python_that_is_new_enough_one_sentence_says_what_to_do() -> None:
    done = make("PYTHON=", "venv")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "python3", "exit 1")
    program(tmp_path / "python3.13", "exit 0")
    for tool in ("sh", "make"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    assert "python3.13 -m scripts.set_up run" in make("-n", "venv", PATH=str(tmp_path)).stdout


def test_ci_runs_exactly_make_test(tmp_path: Path) -> None:
    program(tmp_path / "make", 'echo "make $* in $PWD with CI=$CI"')
    path = f"{tmp_path}:{os.environ['PATH']}"
    said = subprocess.run(
        [ROOT / ".ci" / "run"], cwd="/", env={"PATH": path}, text=True, stdout=subprocess.PIPE
    )
    assert said.stdout == f"make test in {ROOT} with CI=true\n"
