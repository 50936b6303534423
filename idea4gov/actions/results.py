"""Use cases of results: close a board, read its priorities, write them as a file."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.notices import notify
from idea4gov.domain.errors import NotFound
from idea4gov.domain.exports import Format, priorities_csv, priorities_json
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.domain.results import AlreadyClosed, CountersDiffer, Totals
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store import results
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.notices import around_board


def get_closable(db: Session, viewer: Viewer, board_id: int) -> BoardPage:
    """A board that the viewer may close. Raises NotFound, AlreadyClosed."""
    board = get_board(db, board_id)
    require_at(viewer, "board:close", Place(board.province_code, board.local_government_code))
    if board.state != "open":
        raise AlreadyClosed()
    return board


def close_board(
    db: Session, viewer: Viewer, board_id: int, *, page_url: str | None = None, now: datetime
) -> Totals:
    """Close a discussion board for good, and seal its result.

    page_url: of the result, for the notices to its followers; None: no notices. Raises NotFound,
    PasswordNeeded, AlreadyClosed, CountersDiffer (nothing is closed then).
    """
    board = results.lock_for_closing(db, board_id)
    place = Place(board.province_code, board.local_government_code)
    require_at(viewer, "board:close", place)
    require_confirmed(viewer, now=now)
    if board.kind != "discussion" or board.state == "draft":
        raise NotFound()
    if board.state != "open":
        raise AlreadyClosed()
    totals = results.seal_result(db, board_id, now=now)
    if results.sum_line_supports(db, board_id) != totals.supports:
        raise CountersDiffer()
    if page_url:
        title = boards.get_board(db, board_id).title
        notify(db, around_board(board_id), kind="board_closed", title=title, page_url=page_url, now=now)
    record(
        db,
        actor_id=viewer.account_id,
        act="close_board",
        subject_kind="board",
        subject_id=board_id,
        place=place,
        data={"digest": totals.digest, "supporters": totals.supporters, "supports": totals.supports},
        now=now,
    )
    return totals


def get_board(db: Session, board_id: int) -> BoardPage:
    """A discussion board whose priorities everybody may read. Raises NotFound (also for a draft)."""
    board = boards.find_board(db, board_id)
    if board is None or board.kind != "discussion" or board.state == "draft":
        raise NotFound()
    return board


def export_priorities(db: Session, board_id: int, file_format: Format) -> Iterator[str]:
    """The priorities of a board as a file's text, in pieces; the database is read while they are taken.

    db: of snapshot(). Raises NotFound, when the first piece is taken.
    """
    board, totals = get_board(db, board_id), results.get_totals(db, board_id)
    lines = results.stream_lines(db, totals)
    if file_format == "csv":
        yield from priorities_csv(totals, lines)
    else:
        yield from priorities_json(board.facts, totals, lines)
