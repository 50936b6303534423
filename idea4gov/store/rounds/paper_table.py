"""The table at which papers are handed out: its number, and who stated and signed it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import PaperTable
from idea4gov.store.records import find_record, select_into
from idea4gov.store.upsert import insert_into

_table = table(PaperTable).c


class TableCard(NamedTuple):
    """What was stated, and whether it is signed. stated_by_id, signed_by_id: accounts."""

    papers: int
    stated_by_id: int
    stated_at: datetime
    signed_by_id: int | None
    signed_at: datetime | None


def find_table(db: Session, round_id: int) -> TableCard | None:
    """The number of papers of a round as it was stated, or None."""
    return find_record(db, select_into(TableCard, _table).where(_table.round_id == round_id))


def is_closed(db: Session, round_id: int) -> bool:
    """Whether two officials signed how many papers were handed out."""
    found = find_table(db, round_id)
    return found is not None and found.signed_at is not None


def state_papers(db: Session, round_id: int, papers: int, *, stated_by_id: int, now: datetime) -> None:
    """Store how many papers were handed out, in the place of an earlier number that is not signed."""
    values = {"papers": papers, "stated_by_id": stated_by_id, "stated_at": now}
    db.execute(
        insert_into(db, PaperTable)
        .values(round_id=round_id, **values)
        .on_conflict_do_update(index_elements=["round_id"], set_=values)
    )


def sign_papers(db: Session, round_id: int, *, signed_by_id: int, now: datetime) -> None:
    """Store that a second official signed the number, which is that on the roll."""
    signed = (
        update(PaperTable)
        .where(PaperTable.round_id == round_id)
        .values(signed_by_id=signed_by_id, signed_at=now)
    )
    assert rowcount(db.execute(signed)) == 1
