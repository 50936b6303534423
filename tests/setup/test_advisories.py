from datetime import date
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from scripts.advisories.__main__ import EXCEPTIONS, ROOT, STORED, check
from scripts.advisories.checking import read_stored
from scripts.advisories.osv import affects, fixed_in
from scripts.advisories.renewing import renew
from tests.services.advisories import advisory, copy_of, make_project, store

TODAY = date(2026, 3, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_no_stored_advisory_is_about_a_version_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(ROOT, read_stored(ROOT / STORED).as_of) == 0, capsys.readouterr().out


def test_a_locked_version_that_an_advisory_names_is_told_with_its_cure(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(root, advisory(aliases=["GHSA-aaaa-bbbb-cccc", "CVE-2026-1"]))
    assert check(root, TODAY) == 1
    said = capsys.readouterr().out
    assert "grape-juice 2.0: PYSEC-2026-7 (CVE-2026-1, GHSA-aaaa-bbbb-cccc), fixed in 2.0.1\n" in said
    assert "1 are stored, about 1 of the 3 locked packages; about the other 2 there is no record" in said
    assert said.endswith("Known weaknesses of what runs: 1. Packages that run and have any record: 1.\n")


def test_a_weakness_of_a_development_tool_is_told_and_is_no_failure(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(root, advisory("papaya"))
    assert check(root, TODAY) == 0
    assert "for development alone: papaya 0.3: PYSEC-2026-7, fixed in 2.0.1" in capsys.readouterr().out


def test_a_weakness_with_two_numbers_is_told_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(
        root,
        advisory(identity="GHSA-aaaa-bbbb-cccc", aliases=["CVE-2026-1"]),
        advisory(aliases=["CVE-2026-1"]),
        advisory(identity="PYSEC-2026-8", aliases=["CVE-2026-2"]),
    )
    check(root, TODAY)
    said = capsys.readouterr().out
    assert (said.count("grape-juice 2.0"), said.count("CVE-2026-1")) == (2, 1)


@pytest.mark.parametrize(
    ("day", "says", "old"),
    [
        (date(2026, 2, 27), "Advisories as of 2026-02-27: 0 days old.", False),
        (date(2026, 5, 28), "Advisories as of 2026-02-27: 90 days old.", False),
        (date(2026, 5, 29), "91 days old. Newer weaknesses are unknown: renew them", True),
        (date(2030, 2, 27), "1,461 days old.", True),
    ],
)
def test_the_age_is_told_and_old_age_is_no_failure(
    root: Path, capsys: pytest.CaptureFixture[str], day: date, says: str, *, old: bool
) -> None:
    store(root, advisory("melon"), advisory("something-else", identity="PYSEC-2026-9"))
    (root / "requirements.lock").write_text("melon==2.0.1\n")
    assert check(root, day) == 0
    said = capsys.readouterr().out
    assert says in said
    assert ("renew them" in said) is old


def test_what_was_not_looked_for_when_the_file_was_made_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renew(copy_of(root, advisory("melon")), {"melon"}, root / STORED)
    check(root, TODAY)
    said = capsys.readouterr().out
    assert "Not looked for when they were stored, and running: grape-juice.\n" in said
    assert "Not looked for when they were stored, and for development alone: 1 packages.\n" in said


EXCEPTION = """
[[exception]]
id = "CVE-2026-1"
package = "Grape.Juice"
reason = "Only its printer is weak, and nothing prints."
until = 2026-03-01
"""


@pytest.mark.parametrize(
    ("day", "status", "says"),
    [
        (date(2026, 3, 1), 0, "Lived with until 2026-03-01: Only its printer is weak, and nothing prints."),
        (date(2026, 3, 2), 1, "fixed in 2.0.1 (the exception ended on 2026-03-01)"),
    ],
)
def test_an_exception_holds_to_its_last_day(
    root: Path, capsys: pytest.CaptureFixture[str], day: date, status: int, says: str
) -> None:
    store(root, advisory(aliases=["CVE-2026-1"]))
    (root / EXCEPTIONS).write_text(EXCEPTION)
    assert check(root, day) == status
    assert says in capsys.readouterr().out


def test_an_exception_for_one_package_does_not_cover_another(root: Path) -> None:
    store(root, advisory("melon", aliases=["CVE-2026-1"]))
    (root / EXCEPTIONS).write_text(EXCEPTION)
    assert check(root, TODAY) == 1


def ranges(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "inside", "outside"),
    [
        (
            ranges({"introduced": "0"}, {"fixed": "2.1"}),
            ["0.0a1", "2.0.9", "2.1rc1"],
            ["2.1", "2.1.post1"],
        ),
        (ranges({"introduced": "1.2"}, {"fixed": "1.4"}), ["1.2", "1.3.9"], ["1.2rc1", "1.1", "1.4", "2.0"]),
        (ranges({"introduced": "1"}, {"last_affected": "1.5"}), ["1.0", "1.5"], ["0.9", "1.5.1", "2"]),
        (ranges({"introduced": "3.0"}, {"last_affected": "3"}), ["3.0", "3.0.0"], ["2.9", "3.0.1"]),
        (ranges({"introduced": "5"}), ["5", "99"], ["4.9"]),
        (
            ranges({"fixed": "4"}, {"introduced": "3"}, {"fixed": "2"}, {"introduced": "0"}),
            ["1", "3.5"],
            ["2.5", "4"],
        ),
        (ranges({"introduced": "0"}, {"fixed": "2"}, {"introduced": "2"}), ["1", "2", "9"], []),
        (ranges({"introduced": "0", "fixed": "2"}), ["1"], ["2"]),
        (ranges({"introduced": "0"}, {"limit": "2"}), ["1"], ["2"]),
        ({"versions": ["1.0", "2.0.0", "no version"]}, ["1", "2.0"], ["1.0.1", "3"]),
        ({**ranges({"introduced": "0"}, {"fixed": "1"}), "versions": ["4.0"]}, ["0.5", "4"], ["1", "4.1"]),
        (ranges({"introduced": "what"}, {"fixed": "2"}), ["0.1"], ["2"]),
        (ranges({"introduced": "1"}, {"fixed": "what"}), ["1", "9"], ["0.9"]),
        ({}, ["1", "99"], []),
    ],
)
def test_versions_are_compared_as_the_format_says(
    affected: dict[str, Any], inside: list[str], outside: list[str]
) -> None:
    assert [text for text in inside + outside if affects(Version(text), affected)] == inside


def test_the_cure_is_the_next_one_of_several_lines() -> None:
    affected = ranges({"introduced": "0"}, {"fixed": "1.9"}, {"introduced": "2"}, {"fixed": "2.4"})
    assert fixed_in(Version("1.2"), affected) == Version("1.9")
    assert fixed_in(Version("2.0"), affected) == Version("2.4")
    assert fixed_in(Version("3.0"), affected) is None
