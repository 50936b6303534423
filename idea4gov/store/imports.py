"""Sheets that wait to be imported, and imports that were; taking a sheet out decides who imports it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.imports import Extras
from idea4gov.domain.proposal_sheets import SheetFile, SheetLine, SheetPage
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    Board,
    Comment,
    ImportedProposal,
    OfficialAnswer,
    Proposal,
    ProposalReview,
    SentSheet,
    SheetImport,
    Support,
)
from idea4gov.store.records import find_record, list_records, select_into

MAX_LISTED = 30
_SHEETS, _IMPORTS, _IMPORTED = table(SentSheet), table(SheetImport), table(ImportedProposal)
_PROPOSALS, _BOARDS = table(Proposal), table(Board)
_sheet, _import, _imported, _proposal, _board = _SHEETS.c, _IMPORTS.c, _IMPORTED.c, _PROPOSALS.c, _BOARDS.c
_support, _comment, _review = table(Support).c, table(Comment).c, table(ProposalReview).c
_answer = table(OfficialAnswer).c
# Comments that were hidden or deleted count, too: somebody wrote them.
_UNTOUCHED = and_(
    _proposal.state == "published",
    ~exists().where(_support.proposal_id == _proposal.id),
    ~exists().where(_comment.proposal_id == _proposal.id),
    ~exists().where(_answer.proposal_id == _proposal.id),
    ~exists().where(
        _review.proposal_id == _proposal.id,
        or_(_review.state != "undecided", _review.round_id != _proposal.board_id),
    ),
)


class WaitingName(NamedTuple):
    """The name of a file that was sent."""

    id: int
    file_name: str
    sent_at: datetime


class PastImport(NamedTuple):
    """An import that was carried out. proposals: how many it made."""

    id: int
    board_id: int
    file_name: str
    imported_by_name: str
    imported_at: datetime
    taken_back_at: datetime | None
    proposals: int


_PAST = select_into(
    PastImport,
    _import,
    imported_by_name=table(Account).c.display_name,
    proposals=select(func.count()).where(_imported.import_id == _import.id).scalar_subquery(),
).join_from(_IMPORTS, table(Account), table(Account).c.id == _import.imported_by_id)


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


def list_waiting(db: Session, board_id: int, *, sent_by_id: int, since: datetime) -> list[WaitingName]:
    """The files that somebody sent for a board after a moment and that wait, newest first."""
    query = select_into(WaitingName, _sheet).where(
        _sheet.board_id == board_id, _sheet.sent_by_id == sent_by_id, _sheet.sent_at > since
    )
    return list_records(db, query.order_by(_sheet.id.desc()).limit(MAX_LISTED))


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


class ImportedLine(NamedTuple):
    """The line of a sheet that a proposal came from, and what the sheet said besides."""

    proposal_id: int
    line: int
    extras: Extras

    def row(self, import_id: int) -> dict[str, Any]:
        """Itself, as it is stored."""
        said = self.extras
        of_sheet = {"import_id": import_id, "proposal_id": self.proposal_id, "line": self.line}
        return {**of_sheet, "hands": said.hands, "proposer": said.proposer, "note": said.note}


def add_imported(db: Session, import_id: int, lines: Iterable[ImportedLine]) -> None:
    """Record which proposals came from which lines of an import."""
    db.execute(insert(_IMPORTED), [line.row(import_id) for line in lines])


def find_import(db: Session, import_id: int) -> PastImport | None:
    """An import that was carried out, or None."""
    return find_record(db, _PAST.where(_import.id == import_id))


def list_imports(db: Session, board_id: int, *, since: datetime) -> list[PastImport]:
    """The imports into a board after a moment that stand, newest first."""
    query = _PAST.where(
        _import.board_id == board_id, _import.imported_at > since, _import.taken_back_at.is_(None)
    )
    return list_records(db, query.order_by(_import.id.desc()).limit(MAX_LISTED))


def take_back(db: Session, import_id: int, board_id: int, *, now: datetime) -> int | None:
    """Withdraw the untouched proposals of an import into a locked board, and forget what it said besides.

    Returns how many they were, or None if the import was taken back before. The caller rolls back unless all
    were untouched.
    """
    marked = db.execute(
        update(_IMPORTS)
        .where(_import.id == import_id, _import.taken_back_at.is_(None))
        .values(taken_back_at=now)
    )
    if rowcount(marked) == 0:
        return None
    withdrawn = db.execute(
        update(_PROPOSALS)
        .where(
            _proposal.id.in_(select(_imported.proposal_id).where(_imported.import_id == import_id)),
            _UNTOUCHED,
        )
        .values(state="withdrawn")
    )
    # Names from the hall are kept only while they serve the review.
    db.execute(
        update(_IMPORTED).where(_imported.import_id == import_id).values(hands=None, proposer=None, note=None)
    )
    count = rowcount(withdrawn)
    db.execute(
        update(_BOARDS).where(_board.id == board_id).values(proposal_count=_board.proposal_count - count)
    )
    return count


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
