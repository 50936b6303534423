"""The page of security names what exists, judges each requirement once, and counts rightly."""

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
VERDICTS = ("met", "partly", "not met", "not applicable")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
NAMED = sorted(set(re.findall(r"`([^`\s]+)`", PAGE)))
FILES = [name for name in NAMED if re.match(r"[\w.-]+/[\w.-]|[\w.-]+\.(toml|ya?ml|lock|json|py|md)$", name)]
SETTINGS = [name for name in NAMED if re.fullmatch(r"IDEA4GOV_\w+|HOST|PORT", name)]


def levels() -> dict[str, int]:
    """{number of a requirement: its level}"""
    lines = (Path(__file__).with_name("asvs-5.0.0.txt")).read_text(encoding="utf-8").splitlines()
    return {
        number: int(level)
        for level, *numbers in (line.split() for line in lines if not line.startswith("#"))
        for number in numbers
    }


def judged() -> list[tuple[str, str]]:
    """(number, verdict) of every requirement, in the order of the page."""
    return [
        (number, verdict) for numbers, _, verdict, _ in ROW.findall(PAGE) for number in numbers.split(", ")
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_file_or_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert (ROOT / file).exists()
    assert not test or re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_named_exists(name: str) -> None:
    assert name in {each.metadata["env"] for each in fields(Config)}


def test_every_requirement_of_levels_1_and_2_is_judged_once() -> None:
    assert sorted(number for number, _ in judged()) == sorted(levels())
    assert {verdict for _, verdict in judged()} <= set(VERDICTS)


def test_each_requirement_stands_in_its_chapter_in_the_order_of_the_standard() -> None:
    numbers = [tuple(map(int, number.split("."))) for number, _ in judged()]
    assert [chapter for chapter, *_ in numbers] == sorted(chapter for chapter, *_ in numbers)
    for part in PAGE.split("\n### V")[1:]:
        chapters = {
            number.partition(".")[0] for numbers, *_ in ROW.findall(part) for number in numbers.split(", ")
        }
        assert chapters == {part.split()[0]}


def test_what_is_met_has_a_proof() -> None:
    for numbers, _, verdict, proof in ROW.findall(PAGE):
        assert proof.strip(), numbers
        if verdict == "met":
            assert re.search(r"`|\]\(", proof), numbers


def test_the_counts_at_the_head_are_those_of_the_tables() -> None:
    counted = Counter((verdict, levels()[number]) for number, verdict in judged())
    rows = [f"| {verdict} | {counted[verdict, 1]} | {counted[verdict, 2]} |" for verdict in VERDICTS]
    assert re.findall(r"^\| (?:met|partly|not met|not applicable) \| \d+ \| \d+ \|$", PAGE, re.M) == rows


def test_files_and_settings_are_found_in_the_page() -> None:
    assert "deploy/nginx.conf" in FILES
    assert "IDEA4GOV_SYSLOG" in SETTINGS
    assert len(FILES) > 100
