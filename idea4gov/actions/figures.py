"""Use cases of kept figures: read the yearly report, and count again what has become old."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.figures import BeingCounted, YearFigures, is_old, year_bounds, years_due
from idea4gov.store import figures, results
from idea4gov.store.session import Database


def get_report(db: Session, place_code: str, year: int, *, now: datetime) -> YearFigures:
    """The report of a place and fiscal year, as it was counted last; of a small new site as it is now.

    place_code: of a province or local government that there is, or NATION. Raises NoSuchYear, BeingCounted.
    """
    first, after = year_bounds(year, now=now)
    kept = figures.find_report(db, place_code, year)
    if kept is not None:
        return kept
    # Counting a large one takes seconds, which no visit may take.
    if not figures.is_small(db):
        raise BeingCounted()
    reports = figures.count_reports(db, year, first=first, after=after, now=now)
    return reports.get(place_code, YearFigures(year, now))


def keep_supporters(database: Database, *, now: datetime) -> list[int]:
    """Count the people of large open boards again whose number has become old. Returns these boards."""
    with database.reading() as db:
        large = results.list_large(db)
    due = [board_id for board_id, counted_at in large.items() if is_old(counted_at, now=now)]
    for board_id in due:
        with database.snapshot() as db:
            totals = results.count_totals(db, board_id)
        with database.transaction() as db:
            results.keep_supporters(db, board_id, totals.supporters, now=now)
    return due


def keep_reports(database: Database, *, now: datetime) -> list[int]:
    """Count the reports of every fiscal year again whose figures have become old. Returns these years."""
    with database.reading() as db:
        years = years_due(figures.list_counted(db), now=now)
    for year in years:
        first, after = year_bounds(year, now=now)
        # Writers go on meanwhile; they wait only while the rows are written.
        with database.snapshot() as db:
            reports = figures.count_reports(db, year, first=first, after=after, now=now)
        with database.transaction() as db:
            figures.keep_reports(db, year, reports, now=now)
    return years
