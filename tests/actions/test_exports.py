"""Workbooks of results: opened again, their values and types are those of the database."""

import csv
import io
import json
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from idea4gov.actions.exports import write_priorities, write_round
from idea4gov.actions.results import close_board
from idea4gov.domain.export_jobs import ExportFormat
from idea4gov.domain.exports import HEADER
from idea4gov.store.results import get_totals, list_lines
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.officials import add_official, support
from tests.rounds import THAI, import_text

SITE = "https://pb.example.go.th"
FORMULAS = ("=1+1", "@SUM(1+9)*cmd|' /C calc'!A0", "+66 81", "-2", "http://example.org/", "012")


def written(database: Database, kind: ExportFormat, *, board: int = 0, round_id: int = 0) -> BytesIO:
    """The file of a board, or of a round."""
    file = BytesIO()
    with database.snapshot() as db:
        if board:
            write_priorities(db, file, board, kind, site_url=SITE, now=NOON)
        else:
            write_round(db, file, round_id, kind, site_url=SITE, now=NOON)
    file.seek(0)
    return file


@pytest.fixture
def board(database: Database) -> int:
    """A closed board whose titles look like formulas, numbers and links."""
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094", title="=ขยะหาดบางแสน")
        people = [viewer_of(db, add_account(db)).person_id for _ in range(3)]
        for place, title in enumerate(FORMULAS):
            support(db, add_proposal(db, board, title=title), *people[: place % 4])
        close_board(db, add_official(db), board, now=NOON)
    return board


def test_workbook_says_what_the_database_says(database: Database, board: int) -> None:
    book = openpyxl.load_workbook(written(database, "xlsx", board=board))
    assert book.sheetnames == ["สรุป", "ข้อเสนอ", "วิธีนับ"]
    page = book["ข้อเสนอ"]
    rows = list(page.iter_rows(values_only=True))
    with database.reading() as db:
        totals = get_totals(db, board)
        lines = list_lines(db, totals)
    assert rows[0] == HEADER
    assert [(row[0], row[2], row[3], row[6], row[8]) for row in rows[1:]] == [
        (line.rank, line.number, line.title, line.support_count, line.comment_count) for line in lines
    ]
    assert [row[7] for row in rows[1:]] == pytest.approx(
        [line.support_count / totals.supporters for line in lines]
    )
    assert {cell.data_type for cell in page["D"]} == {"s"}
    assert {cell.data_type for cell in page["G"][1:]} == {"n"}
    assert page.freeze_panes == "A2"
    assert page["D2"].font.name == page["A1"].font.name == "TH Sarabun New"
    assert not page._hyperlinks


def test_summary_has_whole_numbers_and_a_moment_of_thailand(database: Database, board: int) -> None:
    book = openpyxl.load_workbook(written(database, "xlsx", board=board))
    facts = dict(book["สรุป"].iter_rows(min_row=2, values_only=True))
    assert facts["กระดาน"] == "=ขยะหาดบางแสน"
    assert facts["ผู้สนับสนุน (คน)"] == 3
    assert facts["ปิดกระดานและนับผลเมื่อ"] == datetime(2026, 11, 23, 12)
    assert facts["ที่มา"] == f"{SITE}/boards/{board}/results"
    with database.reading() as db:
        digest = get_totals(db, board).digest
    assert any(str(digest) in row[0] for row in book["วิธีนับ"].iter_rows(values_only=True))


def test_hostile_cells_come_back_as_they_were_written(database: Database, real_data: Path) -> None:
    wanted = [line.strip() for line in (real_data / "hostile/csv_formulas.txt").read_text().splitlines()]
    titles = [line[:120] for line in wanted if line]
    with database.transaction() as db:
        board = add_board(db)
        for title in titles:
            add_proposal(db, board, title=title)
    page = openpyxl.load_workbook(written(database, "xlsx", board=board))["ข้อเสนอ"]
    assert [cell.value for cell in page["D"][1:]] == titles
    assert {cell.data_type for cell in page["D"]} == {"s"}


def test_round_has_the_same_projects_in_every_file(database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db).round_id
    told = json.loads(written(database, "json", round_id=round_id).read())
    projects = [(one["code"], one["title"], one["cost"], one["votes"]) for one in told["projects"]]
    page = openpyxl.load_workbook(written(database, "xlsx", round_id=round_id))["โครงการ"]
    assert [row[1:5] for row in page.iter_rows(min_row=2, values_only=True)] == projects
    text = written(database, "csv", round_id=round_id).read().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [(row[1].removeprefix("'"), row[2], int(row[3]), int(row[4])) for row in rows] == projects
    assert told["round"]["ballots"] == 7
    assert [one["is_funded"] for one in told["projects"]].count(True) == told["round"]["funded"]


def test_json_of_equal_shares_holds_plain_numbers(database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db, THAI.replace("rule;greedy", "rule;equalshares")).round_id
    told = json.loads(written(database, "json", round_id=round_id).read())
    assert told["round"]["rule"] == "equalshares"
    assert {one["fate"] for one in told["projects"]} <= {"funded", "filled", "lacks_support", "does_not_fit"}
