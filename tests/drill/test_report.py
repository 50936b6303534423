"""The table says what was seen, and what was not tried."""

from collections import Counter
from datetime import date
from pathlib import Path

from scripts.drill.__main__ import all_drills
from scripts.drill.drill import Drill, Row
from scripts.drill.report import PAGE, cells, keep, summary

ANY = Drill("redis-killed", "", lambda _scene, _subject: None)
SEEN = Row(ANY, "passed", "", 0, 0, 1.25, 2.5, Counter({"303": 1_200, "503": 4, "cut": 1}))


def test_a_row_tells_what_people_got_beside_a_yes() -> None:
    expected = ("redis-killed", "passed", "1,200", "0", "0", "1.2 s", "2.5 s", "4 x 503, 1 x cut", "")
    assert cells(SEEN) == expected


def test_what_was_not_tried_has_no_figures_and_is_not_counted_as_passed() -> None:
    row = Row(ANY, "not tried", "root alone may mount")
    assert cells(row)[1:] == ("not tried", *["-"] * 6, "root alone may mount")
    assert summary([SEEN, row, SEEN._replace(verdict="failed")]) == "1 passed, 1 failed, 1 not tried"


def test_a_whole_run_replaces_the_table_of_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "drill.md"
    page.write_text("above\n<!-- table -->\nold\n<!-- /table -->\nbelow\n")
    keep([SEEN], date(2026, 12, 1), 30, page)
    text = page.read_text()
    assert text.startswith("above\n<!-- table -->\n1 December 2026, ")
    assert text.endswith("<!-- /table -->\nbelow\n")
    assert "30 writes a second: 1 passed, 0 failed." in text
    assert "old" not in text


def test_the_page_says_what_each_drill_does() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")[0]
    drills = list(all_drills())
    assert len({one.name for one in drills}) == len(drills) > 14
    missing = [one.name for one in drills if f"| `{one.name}` |" not in text]
    assert missing == []
