"""Figures of the whole installation, for those who look after it: few queries, whatever is in the tables."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import ExportJob
from idea4gov.store.rounds.hosted import ROUNDS
from idea4gov.store.rounds.phases import is_past_date

_job, _round = table(ExportJob).c, ROUNDS.c
_SIZE = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}
_DATES = {
    "draft": _round.collecting_at,
    "collecting": _round.reviewing_at,
    "reviewing": _round.preview_at,
    "preview": _round.voting_at,
    "voting": _round.counting_at,
    "counting": _round.provisional_at,
}
_DATE = case(_DATES, value=_round.phase)


def count_jobs(db: Session) -> dict[str, int]:
    """How many exports there are in each state."""
    found = db.execute(select(_job.state, func.count()).group_by(_job.state))
    return {state: int(number) for state, number in found}


def count_due_rounds(db: Session, *, now: datetime) -> tuple[int, timedelta]:
    """How many rounds are past the date of their next phase, and the one that is for longest, by how much."""
    oldest = func.min(_DATE, type_=_round.voting_at.type)
    number, since = db.execute(select(func.count(), oldest).where(*is_past_date(now))).one()
    return number, now - since if since else timedelta()


def database_bytes(db: Session) -> int:
    """How large the database is."""
    return int(db.scalar(_SIZE[db.get_bind().dialect.name]) or 0)
