"""Letterheads: one row for a local government that set one."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.documents.letterheads import Letterhead, LetterheadLines
from idea4gov.store.base import table
from idea4gov.store.models import LetterheadSetting
from idea4gov.store.records import find_record, select_into
from idea4gov.store.upsert import insert_into

_LETTERHEADS = table(LetterheadSetting)
_letterhead = _LETTERHEADS.c


def find_letterhead(db: Session, local_government_code: str) -> Letterhead | None:
    """The letterhead of a local government, or None where nobody set one."""
    statement = select_into(Letterhead, _letterhead)
    return find_record(db, statement.where(_letterhead.local_government_code == local_government_code))


def save_letterhead(
    db: Session,
    local_government_code: str,
    lines: LetterheadLines,
    *,
    emblem: bytes | None,
    changed_by_id: int,
    now: datetime,
) -> None:
    """Set the letterhead of a local government; of two who save at once, the later one stays."""
    values = {**asdict(lines), "emblem": emblem, "changed_by_id": changed_by_id, "changed_at": now}
    statement = insert_into(db, _LETTERHEADS).values(local_government_code=local_government_code, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["local_government_code"], set_=values))
