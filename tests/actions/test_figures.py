"""The figures that are kept: those of a full count, renewed when old, and never counted by a visit."""

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from sqlalchemy.orm import Session

from idea4gov.actions.figures import get_report, keep_reports, keep_supporters
from idea4gov.domain.figures import NATION, BeingCounted, YearFigures
from idea4gov.store import figures, results
from idea4gov.store.models import Account, Board
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import AYUTTHAYA, SAEN_SUK, add_account, add_board, add_proposal
from tests.officials import add_comment, support
from tests.queries import count_queries, reported_plans

YEAR = 2570
"""The fiscal year of NOON, in November 2026."""
PLACES = ((AYUTTHAYA, None), ("20", None), ("20", SAEN_SUK), ("20", "2093"))


@dataclass
class Expected:
    """What a full count in plain Python finds, by place."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: dict[str, set[int]] = field(default_factory=dict)

    def note(self, place: tuple[str, str | None], figure: str, *people: int) -> None:
        for code in (NATION, *(each for each in place if each)):
            self.counts[code, figure] += len(people)
            self.people.setdefault(code, set()).update(people)


def add_site(db: Session, random: Random) -> Expected:
    """People who propose, comment and support in several places, some of it hidden."""
    expected = Expected()
    accounts = [add_account(db) for _ in range(8)]
    persons = {one: db.get_one(Account, one).person_id for one in accounts}
    for _ in range(10):
        place = random.choice(PLACES)
        is_hidden = random.random() < 0.2
        board = add_board(
            db,
            accounts[0],
            province_code=place[0],
            local_government_code=place[1],
            state="draft" if is_hidden else "open",
        )
        for _ in range(random.randrange(4)):
            author, state = random.choice(accounts), random.choice(["published", "published", "withdrawn"])
            proposal = add_proposal(db, board, author, state=state)
            supporters = [persons[one] for one in random.sample(accounts, random.randrange(4))]
            support(db, proposal, *supporters)
            commenter = random.choice(accounts)
            add_comment(db, proposal, author_id=commenter)
            if not is_hidden and state == "published":
                expected.note(place, "proposals", persons[author])
                expected.note(place, "supports", *supporters)
                expected.note(place, "comments", persons[commenter])
    return expected


def read(database: Database, place: str = NATION, clock: Clock | None = None) -> YearFigures:
    with database.reading() as db:
        return get_report(db, place, YEAR, now=clock.now if clock else NOON)


@pytest.mark.parametrize("seed", range(3))
def test_kept_figures_are_those_of_a_full_count_in_every_place(database: Database, seed: int) -> None:
    with database.transaction() as db:
        expected = add_site(db, Random(seed))
    keep_reports(database, now=NOON)
    for place in (NATION, "20", AYUTTHAYA, SAEN_SUK, "2093"):
        report = read(database, place)
        for figure in ("proposals", "supports", "comments"):
            assert report.values[figure] == expected.counts[place, figure], (place, figure)
        assert report.values["participants"] == len(expected.people.get(place, ())), place
        by_category = sum(row.proposals for row in report.categories)
        assert by_category == report.values["proposals"]


def test_what_is_kept_is_what_is_counted(database: Database) -> None:
    with database.transaction() as db:
        add_site(db, Random(4))
    # Nothing is kept yet: a small site is counted for the visit.
    before = {place: read(database, place) for place in (NATION, "20", SAEN_SUK)}
    keep_reports(database, now=NOON)
    assert {place: read(database, place) for place in before} == before


def test_a_visit_to_a_large_site_counts_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction() as db:
        add_site(db, Random(1))
    monkeypatch.setattr(figures, "SMALL_ROWS", 2)
    with count_queries(database) as sent, pytest.raises(BeingCounted):
        read(database)
    # Whether there is a row, and whether the site is small, of which no more than three rows are read.
    assert (len(sent), sent[1].count("LIMIT")) == (2, 4)
    keep_reports(database, now=NOON)
    with count_queries(database) as sent:
        assert read(database).values["proposals"] > 2
    assert len(sent) == 1
    assert "kept_figures" in sent[0]
    assert "proposal" not in sent[0].replace("proposals", "")


def test_figures_are_counted_again_when_they_are_old(database: Database, clock: Clock) -> None:
    with database.transaction() as db:
        board = add_board(db)
    assert YEAR in keep_reports(database, now=clock.now)
    with database.transaction() as db:
        add_proposal(db, board)
    clock.move(minutes=9)
    assert keep_reports(database, now=clock.now) == []
    assert (read(database).values["proposals"], read(database).counted_at) == (0, NOON)
    clock.move(minutes=1)
    assert keep_reports(database, now=clock.now) == [YEAR]
    assert (read(database).values["proposals"], read(database).counted_at) == (1, clock.now)
    clock.move(days=1)
    # The present year, and those before it, in which answers may still be given.
    assert keep_reports(database, now=clock.now) == [YEAR, 2569, 2568, 2567, 2566]


def test_people_of_a_large_board_are_counted_by_the_worker_and_by_no_visit(
    database: Database, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(results, "LIVE_SUPPORTS", 3)
    with database.transaction() as db:
        board, small = add_board(db), add_board(db)
        first, second = add_proposal(db, board), add_proposal(db, board)
        persons = [db.get_one(Account, add_account(db)).person_id for _ in range(5)]
        support(db, first, *persons[:3])
        support(db, second, persons[0])
        support(db, add_proposal(db, small), persons[0])
    with database.reading() as db:
        assert results.read_totals(db, small).supporters == 1
        with pytest.raises(BeingCounted):
            results.read_totals(db, board)
    assert keep_supporters(database, now=clock.now) == [board]
    with reported_plans(database) as plans, database.reading() as db:
        totals = results.read_totals(db, board)
    assert (totals.supporters, totals.supports, totals.proposals) == (3, 4, 2)
    assert totals.counted_at == clock.now
    assert not any("support " in plan or "support_pkey" in plan for plan in plans)
    with database.transaction() as db:
        support(db, second, persons[4])
    clock.move(minutes=9)
    assert keep_supporters(database, now=clock.now) == []
    clock.move(minutes=1)
    assert keep_supporters(database, now=clock.now) == [board]
    with database.reading() as db:
        exact = results.count_totals(db, board)
        assert results.read_totals(db, board) == replace(exact, counted_at=clock.now)


def test_supports_since_the_count_make_no_share_of_more_than_everybody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "LIVE_SUPPORTS", 1)
    with database.transaction() as db:
        proposal = add_proposal(db, add_board(db))
        persons = [db.get_one(Account, add_account(db)).person_id for _ in range(5)]
        support(db, proposal, *persons[:2])
    keep_supporters(database, now=NOON)
    with database.transaction() as db:
        support(db, proposal, *persons[2:])
    with database.reading() as db:
        assert results.read_totals(db, 1).supporters == 5


def test_a_place_that_is_hidden_meanwhile_is_no_longer_kept(database: Database, clock: Clock) -> None:
    with database.transaction() as db:
        board = add_board(db, province_code=AYUTTHAYA)
    keep_reports(database, now=clock.now)
    assert read(database, AYUTTHAYA).values["boards_opened"] == 1
    with database.transaction() as db:
        hide(db, board)
    clock.move(minutes=10)
    keep_reports(database, now=clock.now)
    assert read(database, AYUTTHAYA) == YearFigures(YEAR, clock.now)


def hide(db: Session, board_id: int) -> None:
    db.get_one(Board, board_id).hidden_reason = "โฆษณา"
