"""The report of a fiscal year: what is counted, for which place, and what is left out."""

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from idea4gov.domain.figures import FIGURES, NATION, NoSuchYear, year_bounds
from idea4gov.store.figures import count_reports
from idea4gov.store.models import BudgetResultLine, BudgetRound
from idea4gov.store.session import Database
from tests.api.conftest import Published, get_json, published
from tests.conftest import NOON
from tests.factories import AYUTTHAYA, SAEN_SUK, add_board, add_proposal, add_province
from tests.officials import add_official
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site, both_engines

__all__ = ["published"]
YEAR = 2570
"""The fiscal year of NOON, in November 2026."""


@pytest.fixture
def of_year(database: Database, published: Published) -> Published:
    """What `published` made, with the round in this fiscal year and a proposal just before it began."""
    with database.transaction() as db:
        db.get_one(BudgetRound, published.round_id).fiscal_year = YEAR
        before = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
        add_proposal(db, published.open_board, published.author, now=before)
        add_province(db, AYUTTHAYA)
        add_proposal(db, add_board(db, province_code=AYUTTHAYA))
    return published


def figures(database: Database, place: str = NATION) -> dict[str, int]:
    first, after = year_bounds(YEAR, now=NOON)
    with database.reading() as db:
        return dict(count_reports(db, YEAR, first=first, after=after, now=NOON)[place].values)


@both_engines
def test_every_figure_counts_what_it_says(database: Database, of_year: Published) -> None:
    assert figures(database, SAEN_SUK) == {
        "boards_opened": 1,
        "boards_closed": 1,
        "participants": 7,
        "supports": 6,
        "comments": 0,
        "ballots": 7,
        "proposals": 1,
        "proposals_answered": 1,
        "answers": 1,
        "rounds": 1,
        "money_offered": 1000,
        "money_decided": 1000,
        "projects_funded": 2,
        "projects_underway": 1,
        "projects_delivered": 0,
        "projects_dropped": 0,
    }


def test_a_project_that_the_fill_funded_is_counted(database: Database, of_year: Published) -> None:
    with database.transaction() as db:
        line = db.scalars(select(BudgetResultLine).where(BudgetResultLine.fate == "funded").limit(1)).one()
        line.fate = "filled"
    assert figures(database)["projects_funded"] == 2


@both_engines
def test_a_province_holds_its_local_governments_and_the_nation_all(
    database: Database, of_year: Published
) -> None:
    found = [figures(database, place)["proposals"] for place in (SAEN_SUK, "20", AYUTTHAYA, NATION)]
    assert found == [1, 2, 1, 3]


@both_engines
def test_money_of_another_currency_is_not_counted(database: Database, of_year: Published) -> None:
    with database.transaction() as db:
        row = db.get_one(BudgetRound, of_year.round_id)
        row.meta = [*row.meta, ["currency", "PLN"]]
    found = figures(database)
    assert (found["rounds"], found["money_offered"], found["money_decided"]) == (1, 0, 0)


def test_a_fiscal_year_begins_in_october_in_thailand() -> None:
    assert year_bounds(2569, now=NOON) == (
        datetime(2025, 9, 30, 17, 0, tzinfo=UTC),
        datetime(2026, 9, 30, 17, 0, tzinfo=UTC),
    )
    for year in (2565, 2571):
        with pytest.raises(NoSuchYear):
            year_bounds(year, now=NOON)


@both_engines
def test_page_file_and_api_say_the_same(site: Site, database: Database, of_year: Published) -> None:
    expected = figures(database, "20")
    page = site.get("/data/report?province=20").text
    assert "รายงานประจำปีงบประมาณ 2570: ชลบุรี" in page
    text = site.client.get("/data/report.csv?province=20").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    told = {row["รายการ"]: int(row["จำนวน"]) for row in rows[: len(FIGURES)]}
    assert told == {one.th: expected[one.name] for one in FIGURES}
    api = get_json(site.client, f"/figures?province=20&fiscal_year={YEAR}")["data"]
    assert {row["figure"]: row["value"] for row in api} == expected


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?year=2565", 404),
        ("?year=abc", 404),
        ("?province=99", 404),
        ("?local_government=9999", 404),
        ("?province=14&local_government=2094", 200),
        ("?province=&local_government=", 200),
    ],
)
@both_engines
def test_a_report_that_there_is_not_is_said(site: Site, of_year: Published, query: str, status: int) -> None:
    site.get(f"/data/report{query}", status=status)


@both_engines
def test_an_official_comes_to_the_report_of_their_place(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site.enter("office@example.org")
    answer = site.client.get("/desk/report")
    assert answer.headers["Location"] == "/data/report?province=20&local_government=2094"


@both_engines
def test_a_report_costs_the_same_however_much_there_is(
    site: Site, database: Database, of_year: Published
) -> None:
    counts = []
    for _ in range(2):
        with count_queries(database) as sent:
            site.get("/data/report?province=20")
        counts.append(len(sent))
        with database.transaction() as db:
            for _ in range(3):
                add_proposal(db, add_board(db))
    assert counts[0] == counts[1] <= 12
