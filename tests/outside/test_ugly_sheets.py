"""Sheets as offices send them, and what comes out of each: rows, lines passed over, problems."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from tests.outside import ugly_texts, ugly_workbooks
from tests.outside.ugly import UGLY

assert ugly_texts
assert ugly_workbooks


def run(path: Path, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["sheet", str(path), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", UGLY)
def test_what_comes_out_of_an_ugly_sheet(name: str, tmp_path: Path) -> None:
    data, expected = UGLY[name]
    path = tmp_path / "sheet"
    path.write_bytes(data)
    code, out, told = run(path, "--json")
    assert code == expected.get("code", 0), out + told
    if code == 2:
        assert expected["says"] in told
        assert out == ""
        return
    found = json.loads(out)
    for key in ("sheet", "heading_line", "columns"):
        assert found[key] == expected.get(key, found[key])
    if "heading_line" not in expected:
        assert found["heading_line"] == 1
    assert [
        (row["line"], row["title"], row["body"])[: len(wanted)]
        for row, wanted in zip(found["rows"], expected["rows"], strict=True)
    ] == expected["rows"]
    assert [one["line"] for one in found["passed_over"]] == expected.get("passed_over", [])
    assert [one["line"] for one in found["problems"]] == expected.get("problems", [])
    if "categories" in expected:
        assert [row["category"] for row in found["rows"]] == expected["categories"]
    if "columns_of_problems" in expected:
        assert [one["column"] for one in found["problems"]] == expected["columns_of_problems"]


def test_there_are_many_of_them() -> None:
    assert len(UGLY) >= 30


def test_a_sheet_is_asked_for_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(UGLY["active_second"][0])
    assert json.loads(run(path, "--json", "--sheet", "Sheet")[1])["rows"][0]["title"] == "ซ่อมไฟ"
    code, _, told = run(path, "--sheet", "สาม")
    assert code == 2
    assert "Sheet, สอง" in told
    path.write_bytes(UGLY["very_hidden_first"][0])
    assert run(path, "--sheet", "Sheet")[0] == 2


def test_the_command_says_it_in_words_without_control_codes(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("ข้อเสนอ\nซ่อม\x1b[31mไฟ\n5\nขุดท่อ\n", encoding="utf-8")
    code, out, _ = run(path)
    assert code == 1
    assert "\x1b" not in out
    assert "line 4: ขุดท่อ" in out
    assert "line 3: to mend: column A" in out


def test_a_sheet_for_a_round_shows_its_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    heading = "ชื่อโครงการ,งบประมาณ,ชุมชน,จำนวนผู้ยกมือ,ผู้เสนอ,หมายเหตุ"
    path.write_text(
        f"{heading}\nซ่อมไฟทางเดิน,๒๕๐๐๐๐.-,หมู่ 3,41 คน,ป้าแดง,ด่วน\nศาลากลางบ้าน,250.000,,,,\n", encoding="utf-8"
    )
    code, out, _ = run(path, "--round", "--json")
    found = json.loads(out)
    [row] = found["rows"]
    assert (row["area"], row["money"], row["hands"], row["proposer"]) == ("หมู่ 3", 250_000, 41, "ป้าแดง")
    assert row["note"] == "หมายเหตุ: ด่วน"
    assert (code, [one["line"] for one in found["problems"]]) == (1, [3])
    assert (
        "line 2: ซ่อมไฟทางเดิน [other], area หมู่ 3, baht 250000, hands 41, proposer ป้าแดง"
        in run(path, "--round")[1]
    )
