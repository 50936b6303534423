"""The sums of a roll, of its papers and of its urn."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.paper_ballots import VOID_KINDS
from idea4gov.store.base import table
from idea4gov.store.models import PaperBallot, VoterRoll

_roll, _paper = table(VoterRoll).c, table(PaperBallot).c
THAI_HOURS = 7
"""Thailand is so many hours ahead of UTC, all year."""


def count_doors(db: Session, round_id: int) -> dict[str, int]:
    """{door: lines of the roll}, of the doors that somebody came through."""
    query = select(_roll.door, func.count().label("voters")).where(_roll.round_id == round_id)
    return {row.door: row.voters for row in db.execute(query.group_by(_roll.door))}


def count_hours(db: Session, round_id: int) -> dict[str, int]:
    """{hour in Thai time, such as "2026-11-23 14": lines of the roll}, earliest first."""
    hour = _hour(db)
    query = select(hour.label("hour"), func.count().label("voters")).where(_roll.round_id == round_id)
    rows = db.execute(query.group_by(hour).order_by(hour))
    return {_in_thailand(row.hour): row.voters for row in rows}


def count_papers(db: Session, round_id: int) -> dict[str, int]:
    """{"agreed" or one of VOID_KINDS: papers}; papers that are not settled yet are left out."""
    kind = func.coalesce(_paper.void_kind, _paper.state)
    query = select(kind.label("kind"), func.count().label("papers")).where(_paper.round_id == round_id)
    counts = dict.fromkeys(("agreed", *VOID_KINDS), 0)
    found = {row.kind: row.papers for row in db.execute(query.group_by(kind))}
    return {one: found.get(one, 0) for one in counts}


def _hour(db: Session) -> ColumnElement[str]:
    if db.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", _roll.marked_at)
    return func.to_char(func.timezone("UTC", _roll.marked_at), "YYYY-MM-DD HH24")


def _in_thailand(hour: str) -> str:
    there = datetime.strptime(hour, "%Y-%m-%d %H") + timedelta(hours=THAI_HOURS)  # noqa: DTZ007 - of UTC
    return f"{there:%Y-%m-%d %H}"
