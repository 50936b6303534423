"""Use cases of imports: send the sheet of a meeting, preview its rows, and make proposals of them."""

from collections.abc import Iterable, Mapping
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
    CheckedRow,
    Choice,
    RowsRefused,
    SheetGone,
    check_page,
    place_key,
)
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.domain.proposal_sheets import SheetFile, SheetPage
from idea4gov.domain.proposals import parse_place
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sheet_mending import rest_of
from idea4gov.store import imports
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.boards.writing import LockedBoard, lock_for_count
from idea4gov.store.imports import Waiting
from idea4gov.store.places import reading as places
from idea4gov.store.session import Database


class Preview(NamedTuple):
    """A file that waits to be imported, with its board."""

    waiting: Waiting
    board: BoardPage


class Imported(NamedTuple):
    """What an import did. proposals: how many. rest_id: of the sheet with the lines to be mended."""

    board_id: int
    proposals: int
    rest_id: int | None


def get_import_board(db: Session, viewer: Viewer, board_id: int, *, now: datetime) -> BoardPage:
    """An open discussion board into which the viewer may import. Raises NotFound, BoardClosed."""
    board = boards.get_board(db, board_id)
    require_at(viewer, "proposal:import", Place(board.province_code, board.local_government_code))
    if board.kind != "discussion" or board.state == "draft":
        raise NotFound()
    require_open(board.state, board.closes_at, now)
    return board


def send_sheet(
    db: Session, viewer: Viewer, board_id: int, file: SheetFile, *, file_name: str, now: datetime
) -> int:
    """Store a file for a day, so that it can be previewed. Returns its id.

    Raises NotFound, BoardClosed, TooMany.
    """
    get_import_board(db, viewer, board_id, now=now)
    count_or_refuse(db, UPLOADS, str(viewer.account_id), now=now)
    imports.delete_sheets(db, sent_before=now - KEPT)
    return imports.add_sheet(db, board_id, file, sent_by_id=viewer.account_id, file_name=file_name, now=now)


def get_preview(db: Session, viewer: Viewer, sheet_id: int, *, now: datetime) -> Preview:
    """A file that the viewer sent. Raises SheetGone, NotFound, BoardClosed."""
    waiting = imports.find_sheet(db, sheet_id)
    if waiting is None or waiting.sent_by_id != viewer.account_id:
        raise SheetGone()
    return Preview(waiting, get_import_board(db, viewer, waiting.board_id, now=now))


def check_rows(db: Session, preview: Preview, page: SheetPage, choice: Choice) -> Checked:
    """Check the rows of a page as proposals. Raises HeadingMissing, TitleColumnMissing, SheetTooLarge."""
    names = _place_names(db, preview.board.province_code)
    titles = imports.list_titles(db, preview.board.id)
    return check_page(page, choice, places=names, taken=titles)


def import_sheet(
    db: Session, viewer: Viewer, sheet_id: int, page_name: str | None, choice: Choice, *, now: datetime
) -> Imported:
    """Publish every good row of a page as a proposal; the others wait on as a sheet of their own.

    Raises SheetGone, NotFound, BoardClosed, SheetUnknown, HeadingMissing, TitleColumnMissing, SheetTooLarge,
    RowsRefused.
    """
    preview = get_preview(db, viewer, sheet_id, now=now)
    page = preview.waiting.file.page(page_name)
    # Before the lock: rendering hundreds of texts takes a second, in which others would wait.
    rendered = {
        row.number: RenderedBody.of(row.text.body) for row in check_rows(db, preview, page, choice).rows
    }
    board = lock_for_count(db, preview.board.id)
    require_open(board.state, board.closes_at, now)
    checked = check_rows(db, preview, page, choice)
    if not checked.rows:
        raise RowsRefused(count=len(checked.bad_lines))
    # A double click sends two: the second one finds that the sheet is gone.
    if not imports.take_sheet(db, sheet_id):
        raise SheetGone()
    _add_rows(db, viewer, board, preview.waiting, checked.rows, rendered, now)
    rest_id = _keep_rest(db, preview.waiting, rest_of(page, choice, checked), now)
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
    return Imported(board.id, len(checked.rows), rest_id)


def clear_sheets(database: Database, *, now: datetime) -> None:
    """Delete the sheets that nobody imported within a day."""
    with database.transaction() as db:
        imports.delete_sheets(db, sent_before=now - KEPT)


def _add_rows(
    db: Session,
    viewer: Viewer,
    board: LockedBoard,
    waiting: Waiting,
    rows: Iterable[CheckedRow],
    rendered: Mapping[int, RenderedBody],
    now: datetime,
) -> None:
    """Publish rows as proposals. rendered: bodies by line, as far as they were rendered."""
    import_id = imports.add_import(
        db, board.id, imported_by_id=viewer.account_id, file_name=waiting.file_name, now=now
    )
    for row in rows:
        body = rendered.get(row.number) or RenderedBody.of(row.text.body)
        key = sending_key(f"sheet-{waiting.id}", str(row.number))
        new = NewProposal(row.text, parse_place(row.place), body, key)
        proposal_id = add_to_board(db, viewer, board, new, now=now)
        imports.add_imported(db, import_id, proposal_id, line=row.number)


def _keep_rest(db: Session, waiting: Waiting, rest: SheetPage | None, now: datetime) -> int | None:
    """Let the lines to be mended wait on as a file of their own. Returns its id."""
    if rest is None:
        return None
    return imports.add_sheet(
        db,
        waiting.board_id,
        SheetFile((rest,)),
        sent_by_id=waiting.sent_by_id,
        file_name=waiting.file_name,
        now=now,
    )


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
