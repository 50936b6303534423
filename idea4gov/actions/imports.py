"""Use cases of imports: send the sheet of a meeting, preview its rows, and make proposals of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.proposals import NewProposal, RenderedBody, add_to_board
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.boards import require_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.imports import (
    KEPT,
    UPLOADS,
    Checked,
    RowsRefused,
    SheetGone,
    check_sheet,
    place_key,
)
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.domain.proposal_sheets import ProposalSheet
from idea4gov.domain.proposals import parse_place
from idea4gov.domain.sending import sending_key
from idea4gov.store import imports
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.boards.writing import LockedBoard, lock_for_count
from idea4gov.store.imports import Waiting
from idea4gov.store.places import reading as places
from idea4gov.store.session import Database


class Preview(NamedTuple):
    """A sheet that waits to be imported, with its board."""

    waiting: Waiting
    board: BoardPage


def get_import_board(db: Session, viewer: Viewer, board_id: int, *, now: datetime) -> BoardPage:
    """An open discussion board into which the viewer may import. Raises NotFound, BoardClosed."""
    board = boards.get_board(db, board_id)
    require_at(viewer, "proposal:import", Place(board.province_code, board.local_government_code))
    if board.kind != "discussion" or board.state == "draft":
        raise NotFound()
    require_open(board.state, board.closes_at, now)
    return board


def send_sheet(
    db: Session, viewer: Viewer, board_id: int, sheet: ProposalSheet, *, file_name: str, now: datetime
) -> int:
    """Store a sheet for a day, so that it can be previewed. Returns its id.

    Raises NotFound, BoardClosed, TooMany.
    """
    get_import_board(db, viewer, board_id, now=now)
    count_or_refuse(db, UPLOADS, str(viewer.account_id), now=now)
    imports.delete_sheets(db, sent_before=now - KEPT)
    return imports.add_sheet(db, board_id, sheet, sent_by_id=viewer.account_id, file_name=file_name, now=now)


def get_preview(db: Session, viewer: Viewer, sheet_id: int, *, now: datetime) -> Preview:
    """A sheet that the viewer sent. Raises SheetGone, NotFound, BoardClosed."""
    waiting = imports.find_sheet(db, sheet_id)
    if waiting is None or waiting.sent_by_id != viewer.account_id:
        raise SheetGone()
    return Preview(waiting, get_import_board(db, viewer, waiting.board_id, now=now))


def check_rows(db: Session, preview: Preview, columns: Mapping[str, int | None]) -> Checked:
    """Check the rows of a sheet as proposals. columns: {field: column of the sheet, or None}.

    Raises TitleColumnMissing.
    """
    names = _place_names(db, preview.board.province_code)
    titles = imports.list_titles(db, preview.board.id)
    return check_sheet(preview.waiting.sheet, columns, places=names, taken=titles)


def import_sheet(
    db: Session, viewer: Viewer, sheet_id: int, columns: Mapping[str, int | None], *, now: datetime
) -> tuple[int, int]:
    """Publish every row as a proposal, or none of them. Returns the board's id and how many were published.

    columns: {field: column of the sheet, or None}. Raises SheetGone, NotFound, BoardClosed,
    TitleColumnMissing, RowsRefused.
    """
    preview = get_preview(db, viewer, sheet_id, now=now)
    # Before the lock: rendering hundreds of texts takes a second, in which others would wait.
    rendered = {row.number: RenderedBody.of(row.text.body) for row in check_rows(db, preview, columns).rows}
    board = lock_for_count(db, preview.board.id)
    require_open(board.state, board.closes_at, now)
    checked = check_rows(db, preview, columns)
    if checked.errors or not checked.rows:
        raise RowsRefused(count=len({one.number for one in checked.errors}))
    # A double click sends two: the second one finds that the sheet is gone.
    if not imports.take_sheet(db, sheet_id):
        raise SheetGone()
    _add_rows(db, viewer, board, sheet_id, checked, rendered, now)
    record(
        db,
        actor_id=viewer.account_id,
        act="import_proposals",
        subject_kind="board",
        subject_id=board.id,
        place=Place(board.province_code, board.local_government_code),
        data={"proposals": len(checked.rows)},
        now=now,
    )
    return board.id, len(checked.rows)


def clear_sheets(database: Database, *, now: datetime) -> None:
    """Delete the sheets that nobody imported within a day."""
    with database.transaction() as db:
        imports.delete_sheets(db, sent_before=now - KEPT)


def _add_rows(
    db: Session,
    viewer: Viewer,
    board: LockedBoard,
    sheet_id: int,
    checked: Checked,
    rendered: Mapping[int, RenderedBody],
    now: datetime,
) -> None:
    """Publish every row as a proposal. rendered: bodies by row number, as far as they were rendered."""
    for row in checked.rows:
        body = rendered.get(row.number) or RenderedBody.of(row.text.body)
        key = sending_key(f"sheet-{sheet_id}", str(row.number))
        add_to_board(db, viewer, board, NewProposal(row.text, parse_place(row.place), body, key), now=now)


def _place_names(db: Session, province_code: str) -> dict[str, list[str]]:
    """{name: places that have it} of a province's local governments and subdistricts."""
    named: dict[str, list[str]] = {}
    for local in places.list_local_governments(db, province_code):
        for name in {place_key(local.name_th), place_key(local.name_en)}:
            named.setdefault(name, []).append(f"lg-{local.code}")
    for district in places.list_subdistricts(db, province_code):
        for one in district.subdistricts:
            for name in {place_key(one.name_th), place_key(one.name_en)}:
                named.setdefault(name, []).append(f"sd-{one.code}")
    return named
