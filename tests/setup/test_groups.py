"""Tests are in groups by what they ask for; what takes long begins first; of many cases a share is tried."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

@pytest.fixture
def browser():
    return "Chromium"

@pytest.fixture
def page(browser):
    return f"a page in {browser}"

@pytest.fixture
def postgres_url():
    return "postgresql://"

@pytest.fixture
def real_data(tmp_path):
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile/blns.json").write_text('["", "<b>", "DROP", "nil"]')
    (tmp_path / "hostile/xss.txt").write_text("one\\ntwo\\nthree\\n" * 50)
    return tmp_path

def test_rule():
    pass

def test_row(postgres_url):
    pass

def test_election(real_data):
    pass

def test_form(hostile_strings, pytestconfig):
    sizes = [len(texts) for texts in hostile_strings]
    assert sizes == ([3, 150] if not pytestconfig.getoption("sample") else [sizes[0], 3])
    assert "" not in hostile_strings.naughty

@pytest.mark.slow
def test_story():
    pass

def test_journey(page):
    pass

@pytest.mark.parametrize("word", ["a", "b", "c", "d"])
def test_many(word, pytestconfig):
    pass
"""


MANY = [f"test_many[{word}]" for word in "abcd"]


def run_pytest(folder: Path, *arguments: str) -> list[str]:
    """The names of the tests that were run, in their order."""
    (folder / "test_it.py").write_text(TESTS)
    modules = ("groups", "hostile_strings", "sample")
    plugins = [word for module in modules for word in ("-p", f"tests.services.{module}")]
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        *plugins,
        "-c",
        ROOT / "pyproject.toml",
        "-v",
    ]
    done = subprocess.run(
        [*command, "--rootdir", folder, "-p", "no:cacheprovider", *arguments, folder],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert "failed" not in done.stdout, done.stdout
    return [line.split()[0].rpartition("::")[2] for line in done.stdout.splitlines() if " PASSED " in line]


def test_what_takes_long_begins_first(tmp_path: Path) -> None:
    assert run_pytest(tmp_path) == [
        *("test_election", "test_form", "test_story", "test_journey"),
        *("test_rule", "test_row", *MANY),
    ]


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        ("browser or postgres", ["test_journey", "test_row"]),
        ("real", ["test_election", "test_form"]),
        ("hostile or not (browser or postgres or real or slow)", ["test_form", "test_rule", *MANY]),
    ],
)
def test_groups_are_run_alone(tmp_path: Path, groups: str, names: list[str]) -> None:
    assert run_pytest(tmp_path, "--sample", "-m", groups) == names


def test_few_cases_are_the_first_and_the_last_of_those_that_would_be_run(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, "--few-cases", "-k", "many or rule") == ["test_rule", MANY[0], MANY[-1]]
    assert run_pytest(tmp_path, "--few-cases", "-k", "many and not d") == [MANY[0], MANY[2]]
