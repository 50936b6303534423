"""Every decision tells when it was made, whether it holds, and what it cost, in one shape."""

import re
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
HEAD = re.compile(r"# (\d+)\. (.+)\n\nDate: (\S+)\. Status: (Proposed|Accepted|Superseded by \d+)\.\n\n")
PARTS = ["**Problem.**", "**Decision.**", "**Instead of**", "**Price.**"]


def head(page: Path) -> tuple[str, ...]:
    """Number, title, date and status."""
    found = HEAD.match(page.read_text(encoding="utf-8"))
    assert found, f"{page.name} does not begin with number, title, date and status"
    return found.groups()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_has_a_number_a_day_and_a_status(page: Path) -> None:
    number, _, day, _ = head(page)
    assert int(number) == int(page.name[:4])
    date.fromisoformat(day)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_says_its_problem_what_it_stands_instead_of_and_its_price(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    places = [text.find(f"\n{part}") for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)


def test_numbers_run_from_one_without_gaps() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def test_the_index_lists_every_decision_as_its_page_says() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    lines = [line for line in index.splitlines() if re.match(r"\| \d", line)]
    assert lines == [
        f"| {number} | [{title}]({page.name}) | {day} | {status} |"
        for page in PAGES
        for number, title, day, status in [head(page)]
    ]
