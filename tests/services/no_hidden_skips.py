"""On CI, a test that was skipped for want of something installable fails the run."""

import os

import pytest

REASON = "needs "


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a report was skipped, "" when it was not."""
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return ""
    return str(report.longrepr[2]).removeprefix("Skipped: ")


class NoHiddenSkips:
    """Collects the skips that a CI machine must not have. The reports of xdist's workers arrive here too."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Remember a report that was skipped because something was not there."""
        reason = reason_of(report)
        if reason.startswith(REASON):
            self.found.append(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at a test."""
        self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Look at a file that skipped itself as a whole."""
        self.note(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure."""
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List what was skipped, above pytest's own last lines."""
        if self.found:
            terminalreporter.section("skipped, but CI must have it", red=True, bold=True)
            terminalreporter.write("\n".join(self.found) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Start to look, in the process that decides about the exit status, when `CI` is set to true."""
    is_worker = hasattr(config, "workerinput")
    if os.environ.get("CI", "").lower() in ("true", "1") and not is_worker:
        config.pluginmanager.register(NoHiddenSkips(), "no-hidden-skips")
