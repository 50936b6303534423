"""README can be read in one go, and what the pages name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES, MOST_COLUMNS, FIRST_SCREEN = 120, 100, 24
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s:]*)(#[^)\s]*)?\)|^\[[^\]]+\]: ([^#\s:]+)(#\S*)?$", re.M)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What the headings of a page are reached by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readme_is_short_and_its_lines_too() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > MOST_COLUMNS] == []


def test_readme_shows_the_two_commands_in_the_first_screen_above_the_picture() -> None:
    screen = (ROOT / "README.md").read_text(encoding="utf-8").partition("![")[0].splitlines()[:FIRST_SCREEN]
    assert [line.split()[:2] for line in screen if line.startswith("make ")] == [
        ["make", "run"],
        ["make", "test"],
    ]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = [(one[0] or one[2], one[1] or one[3]) for one in LINK.findall(page.read_text(encoding="utf-8"))]
    for name, anchor in links:
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), name
        assert not anchor or anchor in anchors(target), f"{name}{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    text = page.read_text(encoding="utf-8")
    wanted = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^make ([a-z-]+)", text, re.M))
    assert wanted <= targets
