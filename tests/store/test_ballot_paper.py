"""The ballot paper, its round and who may vote, where another round lies beside it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotProject
from idea4gov.domain.ballots.eligibility import Eligibility
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Place
from idea4gov.store.rounds.ballot_paper import get_ballot_paper
from idea4gov.store.rounds.locking import get_eligibility, get_voting_round, lock_round, lock_round_shared
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import CHON_BURI, SAEN_SUK, add_subdistrict
from tests.hosted import add_hosted_round
from tests.rounds import import_text


def test_a_ballot_paper_has_the_areas_projects_and_limits_of_its_round(database: Database) -> None:
    with database.transaction() as db:
        here = add_hosted_round(db, mode="cumulative", more=1, min_projects=2, max_projects=3)
        there = add_hosted_round(db, mode="knapsack", min_projects=None, max_projects=None)
        paper, other = get_ballot_paper(db, here.id), get_ballot_paper(db, there.id)
        hall = "<p>ตามแบบของกองช่าง</p>"
        assert paper.areas == (
            BallotArea(here.areas[0], "ชุมชนหน้าหาด", 500_000),
            BallotArea(here.areas[1], "ทั้งเทศบาล", 300_000),
        )
        assert [project.id for project in paper.projects] == here.projects
        assert paper.projects[2] == BallotProject(
            here.projects[2], "3", here.areas[1], "รถรับส่งผู้สูงอายุ", 300_000, "environment", "แสนสุข", hall
        )
        assert (paper.mode, paper.min_choices, paper.max_choices) == ("cumulative", 2, 3)
        assert (paper.points_total, paper.points_each) == (10, 6)
        assert [area.id for area in other.areas] == there.areas
        assert [project.id for project in other.projects] == there.projects
        assert (other.mode, other.min_choices, other.max_choices) == ("knapsack", 1, None)
        assert (other.points_total, other.points_each) == (0, 0)


def test_only_a_frozen_round_that_is_held_here_has_a_ballot_paper(database: Database) -> None:
    with database.transaction() as db:
        add_hosted_round(db)
        imported, collecting = import_text(db).round_id, add_hosted_round(db, phase="collecting").id
        for read in (get_ballot_paper, get_voting_round, lock_round, lock_round_shared):
            with pytest.raises(NotFound):
                read(db, collecting)
        with pytest.raises(NotFound):
            get_ballot_paper(db, imported)


def test_an_area_without_an_english_name_keeps_its_thai_one(database: Database) -> None:
    with database.transaction() as db:
        here = add_hosted_round(db, names_en=("Beach", ""))
        assert [area.name for area in get_ballot_paper(db, here.id).areas] == ["ชุมชนหน้าหาด", "ทั้งเทศบาล"]
        english = get_ballot_paper(db, here.id, language="en")
        assert [area.name for area in english.areas] == ["Beach", "ทั้งเทศบาล"]


def test_a_round_that_takes_ballots_is_told_with_its_place_and_its_dates(database: Database) -> None:
    with database.transaction() as db:
        add_hosted_round(db)
        here = add_hosted_round(db, minimum_age=15, tie_seed=None)
        found = get_voting_round(db, here.id)
        assert found == lock_round(db, here.id) == lock_round_shared(db, here.id)
        assert (found.id, found.title, found.phase) == (here.id, "งบชุมชนแสนสุข 2570", "voting")
        assert found.place == Place(CHON_BURI, SAEN_SUK)
        assert (found.province_name_th, found.province_name_en) == ("ชลบุรี", "Chon Buri")
        assert (found.local_government_name_th, found.local_government_name_en) == (
            "เทศบาลเมืองแสนสุข",
            "Saen Suk Town Municipality",
        )
        assert (found.voting_at, found.counting_at) == (
            NOON - timedelta(hours=1),
            NOON - timedelta(hours=1) + timedelta(days=10),
        )
        assert found.last_minute == found.counting_at - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("scope", "local_government_code", "subdistrict_codes"),
    [
        ("province", None, frozenset[str]()),
        ("local_government", SAEN_SUK, frozenset[str]()),
        ("subdistricts", None, frozenset({"200104", "200105"})),
    ],
)
def test_who_may_vote_is_asked_as_far_as_the_round_says(
    database: Database, scope: str, local_government_code: str | None, subdistrict_codes: frozenset[str]
) -> None:
    with database.transaction() as db:
        add_hosted_round(db)
        for code in ("200105", "200106"):
            add_subdistrict(db, code)
        here, _ = (
            add_hosted_round(db, eligible_scope=scope, minimum_age=15, subdistricts=codes)
            for codes in (("200104", "200105"), ("200106",))
        )
        assert get_eligibility(db, get_voting_round(db, here.id)) == Eligibility(
            CHON_BURI, local_government_code, subdistrict_codes, min_age=15, year=2026
        )


def test_the_age_is_that_of_the_year_in_which_voting_begins_in_bangkok(database: Database) -> None:
    new_year = datetime.fromisoformat("2026-12-31T17:00:00+00:00")
    with database.transaction() as db:
        early, late = (
            add_hosted_round(db, now=new_year + timedelta(hours=1, seconds=seconds)) for seconds in (-1, 0)
        )
        rules = [get_eligibility(db, get_voting_round(db, round_.id)) for round_ in (early, late)]
        assert [(rule.year, rule.min_age) for rule in rules] == [(2026, 0), (2027, 0)]


def test_ballots_share_a_round_that_closing_wants_alone(postgres_database: Database) -> None:
    with postgres_database.transaction() as db:
        here, there = add_hosted_round(db), add_hosted_round(db)
    with postgres_database.transaction() as db, postgres_database.transaction() as second:
        assert lock_round_shared(db, here.id)
        second.execute(text("SET LOCAL lock_timeout = 1"))
        assert lock_round_shared(second, here.id)
        assert lock_round(second, there.id)
        with pytest.raises(OperationalError, match="lock timeout"), second.begin_nested():
            lock_round(second, here.id)


def test_a_round_that_is_being_closed_takes_no_ballots_but_can_be_read(postgres_database: Database) -> None:
    with postgres_database.transaction() as db:
        here = add_hosted_round(db)
    with postgres_database.transaction() as db, postgres_database.transaction() as second:
        assert lock_round(db, here.id)
        second.execute(text("SET LOCAL lock_timeout = 1"))
        assert get_voting_round(second, here.id)
        with pytest.raises(OperationalError, match="lock timeout"), second.begin_nested():
            lock_round_shared(second, here.id)
