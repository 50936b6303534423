"""Use cases of imports: send the sheet of a meeting, preview its rows, and make proposals of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.proposals import NewProposal, RenderedBody, add_to_board
from idea4gov.actions.rounds.proposals import require_bringing
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.boards import require_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.import_refusals import (
    ImportTakenBack,
    ImportTooOld,
    ImportTouched,
    RowsRefused,
    SheetGone,
)
from idea4gov.domain.imports import (
    KEPT,
    UPLOADS,
    Checked,
    CheckedRow,
    Choice,
    Extras,
    check_page,
    place_key,
)
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.domain.proposal_sheets import SheetFile, SheetPage
from idea4gov.domain.proposals import parse_place
from idea4gov.domain.rounds.sheet_extras import ExtrasReader
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sheet_mending import rest_of
from idea4gov.store import imports
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.boards.writing import LockedBoard, lock_for_count
from idea4gov.store.imports import PastImport, Waiting
from idea4gov.store.places import reading as places
from idea4gov.store.results import lock_for_closing
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.screening import NewReview, add_reviews
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


class _Known(NamedTuple):
    """What rows are checked against. places: by name, of a discussion board. areas: names, of a round."""

    titles: list[str]
    places: dict[str, list[str]] | None
    areas: dict[int, tuple[str, str]] | None


def get_import_board(db: Session, viewer: Viewer, board_id: int) -> BoardPage:
    """The board of a discussion or a round to which imports of the viewer may belong. Raises NotFound."""
    board = boards.get_board(db, board_id)
    require_at(viewer, "proposal:import", Place(board.province_code, board.local_government_code))
    if board.state == "draft":
        raise NotFound()
    return board


def require_importable(db: Session, board: BoardPage | LockedBoard, *, now: datetime) -> None:
    """Raise BoardClosed, WrongPhase, RoundSuspended or RoundCancelled unless proposals may come in."""
    if board.kind == "budget":
        require_bringing(db, board.id)
    else:
        require_open(board.state, board.closes_at, now)


def send_sheet(
    db: Session, viewer: Viewer, board_id: int, file: SheetFile, *, file_name: str, now: datetime
) -> int:
    """Store a file for a day, so that it can be previewed. Returns its id.

    Raises NotFound, TooMany, and what require_importable raises.
    """
    require_importable(db, get_import_board(db, viewer, board_id), now=now)
    count_or_refuse(db, UPLOADS, str(viewer.account_id), now=now)
    imports.delete_sheets(db, sent_before=now - KEPT)
    return imports.add_sheet(db, board_id, file, sent_by_id=viewer.account_id, file_name=file_name, now=now)


def get_preview(db: Session, viewer: Viewer, sheet_id: int, *, now: datetime) -> Preview:
    """A file that the viewer sent. Raises SheetGone, NotFound, and what require_importable raises."""
    waiting = imports.find_sheet(db, sheet_id)
    if waiting is None or waiting.sent_by_id != viewer.account_id:
        raise SheetGone()
    board = get_import_board(db, viewer, waiting.board_id)
    require_importable(db, board, now=now)
    return Preview(waiting, board)


def check_rows(db: Session, preview: Preview, page: SheetPage, choice: Choice) -> Checked:
    """Check the rows of a page as proposals. Raises HeadingMissing, TitleColumnMissing, SheetTooLarge."""
    return _check(page, choice, _read_known(db, preview.board))


def import_sheet(
    db: Session,
    viewer: Viewer,
    sheet_id: int,
    page_name: str | None,
    choice: Choice,
    *,
    page_url: str,
    now: datetime,
) -> Imported:
    """Publish every good row of a page as a proposal; the others wait on as a sheet of their own.

    page_url: of the board, for notices of a round. Raises SheetGone, NotFound, SheetUnknown, HeadingMissing,
    TitleColumnMissing, SheetTooLarge, RowsRefused, and what require_importable raises.
    """
    preview = get_preview(db, viewer, sheet_id, now=now)
    page = preview.waiting.file.page(page_name)
    # Before the lock: checking and rendering hundreds of texts takes a second, in which others would wait.
    known = _read_known(db, preview.board)
    checked = _check(page, choice, known)
    rendered = {row.number: RenderedBody.of(row.text.body) for row in checked.rows}
    with _locked(db, viewer, preview.board, page_url=page_url, now=now) as (board, audit):
        known_now = _read_known(db, preview.board)
        if known_now != known:
            checked = _check(page, choice, known_now)
        if not checked.rows:
            raise RowsRefused(count=len(checked.bad_lines))
        # A double click sends two: the second one finds that the sheet is gone.
        if not imports.take_sheet(db, sheet_id):
            raise SheetGone()
        _add_rows(db, viewer, board, preview.waiting, checked.rows, rendered, now)
        rest_id = _keep_rest(db, preview.waiting, rest_of(page, choice, checked), now)
        audit("import_proposals", {"proposals": len(checked.rows)})
    return Imported(board.id, len(checked.rows), rest_id)


def get_past_import(db: Session, viewer: Viewer, import_id: int) -> tuple[PastImport, BoardPage]:
    """An import that was carried out, with its board. Raises NotFound."""
    found = imports.find_import(db, import_id)
    if found is None:
        raise NotFound()
    return found, get_import_board(db, viewer, found.board_id)


def take_back_import(
    db: Session, viewer: Viewer, import_id: int, *, page_url: str, now: datetime
) -> PastImport:
    """Withdraw all proposals of an import, as long as nobody has touched one of them.

    Raises NotFound, ImportTooOld, ImportTakenBack, ImportTouched, and what require_importable raises.
    """
    found, page = get_past_import(db, viewer, import_id)
    if found.imported_at <= now - KEPT:
        raise ImportTooOld()
    # Supports and comments that are under way are waited for, and new ones wait.
    lock_for_closing(db, found.board_id)
    with _locked(db, viewer, page, page_url=page_url, now=now) as (board, audit):
        count = imports.take_back(db, import_id, board.id, now=now)
        if count is None:
            raise ImportTakenBack()
        if count != found.proposals:
            raise ImportTouched()
        audit("take_back_import", {"import": import_id, "proposals": count})
    return found


@contextmanager
def _locked(
    db: Session, viewer: Viewer, board: BoardPage, *, page_url: str, now: datetime
) -> Iterator[tuple[LockedBoard, Callable[[AuditAct, dict[str, Any]], None]]]:
    """A board that is locked and takes proposals, and what adds an entry to the audit log.

    Raises what require_importable raises.
    """
    if board.kind == "budget":
        with begin_transition(
            db, board.id, viewer=viewer, permission="proposal:import", page_url=page_url, now=now
        ) as transition:
            locked = lock_for_count(db, board.id)
            require_importable(db, locked, now=now)
            yield locked, transition.audit
        return
    locked = lock_for_count(db, board.id)
    require_importable(db, locked, now=now)

    def audit(act: AuditAct, data: dict[str, Any]) -> None:
        record(
            db,
            actor_id=viewer.account_id,
            act=act,
            subject_kind="board",
            subject_id=locked.id,
            place=Place(locked.province_code, locked.local_government_code),
            data=data,
            now=now,
        )

    yield locked, audit


def clear_sheets(database: Database, *, now: datetime) -> None:
    """Delete the sheets that nobody imported within a day."""
    with database.transaction() as db:
        imports.delete_sheets(db, sent_before=now - KEPT)


def _add_rows(
    db: Session,
    viewer: Viewer,
    board: LockedBoard,
    waiting: Waiting,
    rows: Sequence[CheckedRow],
    rendered: Mapping[int, RenderedBody],
    now: datetime,
) -> None:
    """Publish rows as proposals. rendered: bodies by line, as far as they were rendered."""
    import_id = imports.add_import(
        db, board.id, imported_by_id=viewer.account_id, file_name=waiting.file_name, now=now
    )
    new = [
        NewProposal(
            row.text,
            parse_place(row.place),
            rendered.get(row.number) or RenderedBody.of(row.text.body),
            sending_key(f"sheet-{waiting.id}", str(row.number)),
        )
        for row in rows
    ]
    lines, reviews = [], []
    for proposal_id, row in zip(add_to_board(db, viewer, board, new, now=now), rows, strict=True):
        extras = row.extras or Extras()
        lines.append(imports.ImportedLine(proposal_id, row.number, extras))
        reviews.append(NewReview(proposal_id, extras.area_id, extras.estimated_baht))
    imports.add_imported(db, import_id, lines)
    if board.kind == "budget":
        add_reviews(db, board.id, reviews)


def _read_known(db: Session, board: BoardPage) -> _Known:
    titles = imports.list_titles(db, board.id)
    if board.kind == "budget":
        areas = {area.id: (area.name_th, area.area_name_en) for area in hosted.list_areas(db, board.id)}
        return _Known(titles, None, areas)
    return _Known(titles, _place_names(db, board.province_code), None)


def _check(page: SheetPage, choice: Choice, known: _Known) -> Checked:
    read_extras = None if known.areas is None else ExtrasReader(known.areas).read
    return check_page(page, choice, places=known.places, taken=known.titles, read_extras=read_extras)


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
