"""Files of results: what a spreadsheet or a program reads is what was counted, and nothing runs."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.exports import (
    HEADER,
    BoardFacts,
    formula_safe,
    priorities_csv,
    priorities_json,
)
from idea4gov.domain.results import ResultLine, Totals

TOTALS = Totals(7, datetime(2026, 11, 23, 5, tzinfo=UTC), 3, 4, 2, "d" * 64)
BOARD = BoardFacts(7, "ขยะหาดบางแสน", "closed", "20", "ชลบุรี", None, None)


def line(title: str, place: str = "", position: int = 1) -> ResultLine:
    return ResultLine(position, 1, True, 9, 4, title, "environment", place, 2, 1, True)


def read_back(lines: list[ResultLine]) -> list[list[str]]:
    text = "".join(priorities_csv(TOTALS, lines))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_rows_are_what_was_counted() -> None:
    rows = read_back([line('ถัง "แยก", ขยะ', "แสนสุข")])
    assert rows[0] == list(HEADER)
    assert rows[1] == ["1", "ใช่", "4", 'ถัง "แยก", ขยะ', "สิ่งแวดล้อมและขยะ", "แสนสุข", "2", "66.7", "1", "ใช่"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_title_comes_back_whole(title: str) -> None:
    (cell,) = {row[3] for row in read_back([line(title)])[1:]}
    assert cell.removeprefix("'") == title.removeprefix("'")


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠SUM(1)", "﹢1", "﹣1", "−1"),
        *("\t=1", "\r=1", "\nสวัสดี", "  =1", "\u3000=1", "\u200b=1", " \u2060@x"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert formula_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "ถังขยะ", "1+1=2", "a@b.org", "'=1", "ก-ข", "5"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert formula_safe(text) == text


def test_hostile_formulas_are_no_formulas_any_more(real_data: Path) -> None:
    hostile = (real_data / "hostile" / "csv_formulas.txt").read_text(encoding="utf-8").splitlines()
    rows = read_back([line(text, text) for text in hostile])
    assert len(rows) == len(hostile) + 1 > 5
    for row in rows[1:]:
        assert row[3][0] not in "=+-@\t\r"
        assert row[5][0] not in "=+-@\t\r"


def test_json_has_the_board_the_totals_and_the_lines() -> None:
    value = json.loads("".join(priorities_json(BOARD, TOTALS, [line("ก"), line("ข", position=2)])))
    assert value["board"]["title"] == "ขยะหาดบางแสน"
    assert (value["digest"], value["proposals"]) == ("d" * 64, 2)
    assert (value["result"]["supporters"], value["result"]["supports"]) == (3, 4)
    assert [one["title"] for one in value["result"]["lines"]] == ["ก", "ข"]
