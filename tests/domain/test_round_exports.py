"""Files of finished rounds: areas with budgets of their own have a column, and rules are said in words."""

import csv
import io

from idea4gov.domain.rounds.exports import RoundFacts, counting_words, round_csv, round_sheets
from idea4gov.domain.rounds.imports import ResultLine
from idea4gov.domain.tally.outcome import Fate
from tests.conftest import NOON

LINES = [
    ResultLine("ก1", "=ไฟ", 500, 9, 9, Fate.FUNDED, 900, None, area="n"),
    ResultLine("ข1", "ถนน", 700, 4, 4, Fate.DOES_NOT_FIT, 400, None, area="s"),
]


def facts(areas: dict[str, str], rule: str = "greedy") -> RoundFacts:
    return RoundFacts(
        id=7,
        title="งบชุมชน",
        province="ชลบุรี",
        local_government="เทศบาลเมืองแสนสุข",
        fiscal_year=2570,
        currency="THB",
        budget=1_600,
        spent=500,
        projects=2,
        funded=1,
        ballots=13,
        vote_type="approval",
        rule=rule,
        digest="d" * 64,
        areas=areas,
    )


def rows(areas: dict[str, str]) -> list[list[str]]:
    text = "".join(round_csv(facts(areas), LINES))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_area_stands_beside_the_project_where_there_are_several() -> None:
    assert rows({"n": "เหนือ", "s": "=ใต้"}) == [
        ["ลำดับ", "พื้นที่", "รหัสโครงการ", "โครงการ", "งบประมาณ (บาท)", "จำนวนผู้เลือก (คน)", "คะแนน", "ผล"],
        ["1", "เหนือ", "ก1", "'=ไฟ", "500", "9", "9", "ได้รับงบประมาณ"],
        ["2", "'=ใต้", "ข1", "ถนน", "700", "4", "4", "ไม่ได้รับ เพราะงบประมาณที่เหลือไม่พอ"],
    ]


def test_round_that_is_not_divided_has_no_area() -> None:
    assert "พื้นที่" not in rows({"": "ทั้งเทศบาล"})[0]


def test_columns_and_rows_of_the_workbook_are_as_long_as_each_other() -> None:
    for areas in ({}, {"n": "เหนือ", "s": "ใต้"}):
        for sheet in round_sheets(facts(areas), LINES, url="https://pb.example.go.th/rounds/7", now=NOON):
            assert {len(row) for row in sheet.rows} == {len(sheet.columns)}


def test_rule_is_said_in_words_with_its_published_name() -> None:
    assert "ข้ามไป" in counting_words(facts({}))[1]
    assert "แบ่งเงินเท่ากันทุกเสียง" in counting_words(facts({}, "equalshares/add1"))[1]
    assert counting_words(facts({}, "lottery"))[1] == "กติกาการนับที่ประกาศไว้: lottery"
