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
    pytest.skip("needs Chromium: install it")

def test_journey(browser):
    pass

def test_rule():
    pass
"""
OTHER_SKIPS = """
import pytest

def test_elsewhere():
    pytest.skip("only on Tuesdays")
"""
WHOLE_FILE = """
import pytest

pytest.skip("needs PostgreSQL: install it", allow_module_level=True)
"""


def run_pytest(folder: Path, tests: str, ci: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(tests)
    (folder / "test_fine.py").write_text("def test_fine():\n    pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.services.no_hidden_skips", "-c", "/dev/null"]
    # Plugins that are installed but not named would take seconds to load.
    environment = {"PYTHONPATH": str(ROOT), "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, "--rootdir", folder, "-p", "no:cacheprovider", *arguments, folder],
        cwd=folder, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [(), ("-p", "xdist", "-n", "1")])
@pytest.mark.parametrize(("tests", "named"), [(TESTS, "test_journey"), (WHOLE_FILE, "needs PostgreSQL")])
def test_on_ci_a_skip_for_want_of_something_fails_and_is_listed(
    tmp_path: Path, arguments: tuple[str, ...], tests: str, named: str
) -> None:
    done = run_pytest(tmp_path, tests, "true", *arguments)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "skipped, but CI must have it" in done.stdout
    assert named in done.stdout
    assert "1 skipped" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(("tests", "ci"), [(TESTS, ""), (TESTS, "false"), (OTHER_SKIPS, "true")])
def test_elsewhere_and_for_other_reasons_a_skip_is_no_failure(tmp_path: Path, tests: str, ci: str) -> None:
    done = run_pytest(tmp_path, tests, ci)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CI must have it" not in done.stdout
