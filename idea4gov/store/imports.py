"""Sheets that wait to be imported, and imports that were; taking a sheet out decides who imports it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from idea4gov.domain.proposal_sheets import SheetFile, SheetLine, SheetPage
from idea4gov.store.base import table
from idea4gov.store.models import ImportedProposal, Proposal, SentSheet, SheetImport

_SHEETS, _IMPORTS, _IMPORTED = table(SentSheet), table(SheetImport), table(ImportedProposal)
_sheet, _proposal = _SHEETS.c, table(Proposal).c


class Waiting(NamedTuple):
    """A file that was sent."""

    id: int
    board_id: int
    sent_by_id: int
    file_name: str
    file: SheetFile


def add_sheet(
    db: Session, board_id: int, file: SheetFile, *, sent_by_id: int, file_name: str, now: datetime
) -> int:
    """Store a file until it is imported. Returns its id."""
    values = {"shown": file.shown, "pages": [_page_json(page) for page in file.pages]}
    added = db.execute(
        insert(_SHEETS)
        .values(board_id=board_id, sent_by_id=sent_by_id, file_name=file_name, sent_at=now, **values)
        .returning(_sheet.id)
    )
    return int(added.scalar_one())


def find_sheet(db: Session, sheet_id: int) -> Waiting | None:
    """A file that waits, or None."""
    row = db.execute(select(_SHEETS).where(_sheet.id == sheet_id)).one_or_none()
    if row is None:
        return None
    return Waiting(
        id=row.id,
        board_id=row.board_id,
        sent_by_id=row.sent_by_id,
        file_name=row.file_name,
        file=SheetFile(tuple(map(_page, row.pages)), row.shown),
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


def add_import(db: Session, board_id: int, *, imported_by_id: int, file_name: str, now: datetime) -> int:
    """Record an import that is carried out. Returns its id."""
    added = db.execute(
        insert(_IMPORTS)
        .values(board_id=board_id, imported_by_id=imported_by_id, file_name=file_name, imported_at=now)
        .returning(_IMPORTS.c.id)
    )
    return int(added.scalar_one())


def add_imported(db: Session, import_id: int, proposal_id: int, *, line: int) -> None:
    """Record that a proposal came from a line of an import."""
    db.execute(insert(_IMPORTED).values(import_id=import_id, proposal_id=proposal_id, line=line))


def _page_json(page: SheetPage) -> dict[str, Any]:
    lines = [[line.number, line.cells, line.merged, line.spread] for line in page.lines]
    hidden = {"hidden_lines": page.hidden_lines, "hidden_columns": page.hidden_columns}
    return {"name": page.name, "lines": lines, **hidden}


def _page(stored: Mapping[str, Any]) -> SheetPage:
    lines = (
        SheetLine(number, tuple(cells), tuple(merged), spread)
        for number, cells, merged, spread in stored["lines"]
    )
    hidden = {name: tuple(stored[name]) for name in ("hidden_lines", "hidden_columns")}
    return SheetPage(stored["name"], tuple(lines), **hidden)
