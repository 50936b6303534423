"""Writes of boards, and the locks that acts on them take."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardKind, BoardState, BoardText
from idea4gov.store.base import table
from idea4gov.store.models import Board
from idea4gov.store.records import get_record, select_into
from idea4gov.store.search import save_board_in_index
from idea4gov.store.upsert import insert_into
from idea4gov.store.visibility import STATE


class LockedBoard(NamedTuple):
    """A board that is locked until the transaction ends."""

    id: int
    kind: BoardKind
    state: BoardState
    closes_at: datetime | None
    province_code: str
    local_government_code: str | None


_BOARDS = table(Board)
_board = _BOARDS.c
_LOCKED = select_into(LockedBoard, _board, state=STATE)


def lock_for_act(db: Session, board_id: int) -> LockedBoard:
    """Lock a board against closing until the transaction ends. Raises NotFound.

    Acts do not wait for one another here: FOR KEY SHARE only waits for the FOR UPDATE of closing.
    """
    statement = _LOCKED.where(_board.id == board_id).with_for_update(read=True, key_share=True)
    return get_record(db, statement)


def lock_for_count(db: Session, board_id: int) -> LockedBoard:
    """Lock the counters of a board until the transaction ends. Raises NotFound.

    Take it before any lock on a proposal of the board: always the board first, so that nobody deadlocks.
    """
    return get_record(db, _LOCKED.where(_board.id == board_id).with_for_update(key_share=True))


def find_by_form_key(db: Session, opened_by_id: int, form_key: str | None) -> int | None:
    """The board that this sending (see domain.sending) opened already, or None."""
    if form_key is None:
        return None
    return db.execute(
        select(_board.id).where(_board.opened_by_id == opened_by_id, _board.form_key == form_key)
    ).scalar_one_or_none()


def add_board(
    db: Session,
    text: BoardText,
    *,
    body_html: str,
    province_code: str,
    local_government_code: str | None,
    opened_by_id: int,
    opened_by_official: bool,
    closes_at: datetime | None,
    form_key: str | None,
    now: datetime,
) -> int:
    """A discussion board, open from `now`. Returns its id, or of the one that this sending opened.

    Raises IntegrityError for a local government of another province.
    """
    board_id, _ = insert_or_find(
        db,
        kind="discussion",
        state="open",
        province_code=province_code,
        local_government_code=local_government_code,
        title=text.title,
        body=text.body,
        body_html=body_html,
        opened_by_id=opened_by_id,
        opened_by_official=opened_by_official,
        closes_at=closes_at,
        form_key=form_key,
        created_at=now,
    )
    return board_id


def insert_or_find(
    db: Session, *, opened_by_id: int, form_key: str | None, **values: Any
) -> tuple[int, bool]:
    """Insert a board, unless this sending of a form did. Returns its id, and whether it is new.

    values: of the other columns; its words go into the index of the search. Raises IntegrityError for a local
    government of another province.
    """
    statement = (
        insert_into(db, _BOARDS)
        .values(opened_by_id=opened_by_id, form_key=form_key, **values)
        .on_conflict_do_nothing()
        .returning(_board.id)
    )
    added = db.execute(statement).scalar_one_or_none()
    if added is not None:
        save_board_in_index(db, added, **{name: values[name] for name in ("province_code", "title", "body")})
        return added, True
    opened = find_by_form_key(db, opened_by_id, form_key)
    assert opened is not None
    return opened, False
