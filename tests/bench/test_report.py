"""From readings to tables: ratios, verdicts, and where they are written."""

from pathlib import Path

import pytest

from bench.pages import Reading
from bench.processes import Cost
from bench.report import sections
from bench.suite import LARGE, MIDDLE, SMALL, Results
from bench.table import Cell, Row, Section, markdown, short, verdict, write_between_marks
from bench.wrk import Load

ENGINES = ("SQLite", "PostgreSQL")


def reading(per_second: int, ratio: float) -> Reading:
    return Reading(Load(per_second, 1.0, 0, 8.0, 18.0), ratio)


def row_of(results: Results, title: str) -> Row:
    rows = [row for section in sections(results, ENGINES) for row in section.rows]
    return next(row for row in rows if row.title.startswith(title))


def test_a_page_is_held_against_its_ratio_not_its_speed() -> None:
    results = Results()
    results.readings["SQLite", "list, logged in", MIDDLE] = reading(900, 0.21)
    results.readings["PostgreSQL", "list, logged in", MIDDLE] = reading(5000, 0.19)
    row = row_of(results, "list, logged in; 10,000")
    assert row.cells["SQLite"] == Cell("900/s, p99 18 ms", "0.21", True)
    assert verdict(row) == "**missed on PostgreSQL**"


def test_growth_compares_ratios_because_the_machine_may_have_slowed_down() -> None:
    results = Results()
    results.readings["SQLite", "support, spread", SMALL] = reading(2000, 0.30)
    results.readings["SQLite", "support, spread", LARGE] = reading(1000, 0.25)
    row = row_of(results, "support, spread; from")
    assert row.cells == {"SQLite": Cell("1.20 times slower", "", True)}


def test_supports_are_also_compared_with_bare_commits() -> None:
    results = Results()
    results.readings["SQLite", "support, all on one", MIDDLE] = reading(1500, 0.3)
    results.commits["SQLite", 8] = 6000.0
    writes = next(section for section in sections(results, ENGINES) if section.title == "Writes")
    cells = {row.title: row.cells for row in writes.rows}
    assert cells["support, all on one; 10,000 proposals"] == {"SQLite": Cell("1,500/s", "0.25")}


@pytest.mark.parametrize(
    ("seconds", "mib_above", "met"), [(1.9, 63, True), (2.1, 63, False), (1.9, 65, False)]
)
def test_an_export_must_keep_to_its_time_and_to_its_memory(
    seconds: float, mib_above: float, met: bool
) -> None:
    results = Results()
    results.exports["SQLite", SMALL] = Cost(0.4, 60, "")
    results.exports["SQLite", LARGE] = Cost(seconds, 60 + mib_above, "")
    assert row_of(results, "CSV").cells["SQLite"].met is met


def test_what_was_not_measured_has_no_row_and_no_table() -> None:
    assert sections(Results(), ENGINES) == []


def test_a_table_shows_a_dash_where_one_engine_was_not_measured() -> None:
    section = Section("Pages", "ratio", [Row("list", {"SQLite": Cell("9/s", "0.2", True)}, "≥ 0.2", True)])
    assert markdown(section, ENGINES).splitlines()[2] == "| list | 9/s | 0.2 | – |  | ≥ 0.2 | met |"
    assert short([section], ENGINES).splitlines()[2] == "| list | 0.2 (9/s) | – | ≥ 0.2 | met |"


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- /table -->\nafter\n")
    write_between_marks(page, "new\n")
    assert page.read_text() == "before\n<!-- table -->\nnew\n<!-- /table -->\nafter\n"
