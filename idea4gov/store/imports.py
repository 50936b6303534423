"""Sheets that wait to be imported; taking one out decides who imports it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from idea4gov.domain.proposal_sheets import ProposalSheet
from idea4gov.store.base import table
from idea4gov.store.models import Proposal, SentSheet

_SHEETS = table(SentSheet)
_sheet, _proposal = _SHEETS.c, table(Proposal).c


class Waiting(NamedTuple):
    """A sheet that was sent."""

    id: int
    board_id: int
    sent_by_id: int
    file_name: str
    sheet: ProposalSheet


def add_sheet(
    db: Session, board_id: int, sheet: ProposalSheet, *, sent_by_id: int, file_name: str, now: datetime
) -> int:
    """Store a sheet until it is imported. Returns its id."""
    values = {"header": list(sheet.header), "rows": [list(row) for row in sheet.rows]}
    added = db.execute(
        insert(_SHEETS)
        .values(board_id=board_id, sent_by_id=sent_by_id, file_name=file_name, sent_at=now, **values)
        .returning(_sheet.id)
    )
    return int(added.scalar_one())


def find_sheet(db: Session, sheet_id: int) -> Waiting | None:
    """A sheet that waits, or None."""
    row = db.execute(select(_SHEETS).where(_sheet.id == sheet_id)).one_or_none()
    if row is None:
        return None
    return Waiting(
        id=row.id,
        board_id=row.board_id,
        sent_by_id=row.sent_by_id,
        file_name=row.file_name,
        sheet=ProposalSheet(header=tuple(row.header), rows=tuple(map(tuple, row.rows))),
    )


def take_sheet(db: Session, sheet_id: int) -> bool:
    """Delete a sheet. Returns False when it is gone: another request imports it."""
    return db.execute(delete(_SHEETS).where(_sheet.id == sheet_id).returning(_sheet.id)).first() is not None


def delete_sheets(db: Session, *, sent_before: datetime) -> None:
    """Delete the sheets that were sent before a moment and never imported."""
    db.execute(delete(_SHEETS).where(_sheet.sent_at < sent_before))


def list_titles(db: Session, board_id: int) -> list[str]:
    """The titles of a board's published proposals."""
    return list(
        db.execute(
            select(_proposal.title).where(_proposal.board_id == board_id, _proposal.state == "published")
        ).scalars()
    )
