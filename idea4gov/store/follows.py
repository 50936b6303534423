"""Who follows a board or a round: one row for each person, whichever account they used."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Board, BoardFollow
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing
from idea4gov.store.visibility import IS_HIDDEN

_FOLLOWS = table(BoardFollow)
_follow, _board = _FOLLOWS.c, table(Board).c
# Made once: everybody who is logged in asks it with the page of a round.
_FOLLOWING = select(_follow.board_id).where(
    _follow.board_id == bindparam("board"), _follow.person_id == bindparam("person")
)


class FollowedBoard(NamedTuple):
    """A board that somebody follows."""

    id: int
    title: str


def add_follow(db: Session, board_id: int, *, person_id: int, account_id: int, now: datetime) -> bool:
    """Follow a board. False: the person does already."""
    return insert_or_nothing(
        db, _FOLLOWS, board_id=board_id, person_id=person_id, account_id=account_id, created_at=now
    )


def remove_follow(db: Session, board_id: int, *, person_id: int) -> bool:
    """Stop following a board. False: the person did not follow it."""
    gone = db.execute(delete(_FOLLOWS).where(_follow.board_id == board_id, _follow.person_id == person_id))
    return rowcount(gone) == 1


def is_following(db: Session, board_id: int, person_id: int) -> bool:
    """Whether the person follows the board."""
    return db.execute(_FOLLOWING, {"board": board_id, "person": person_id}).first() is not None


def list_followed(db: Session, account_id: int, *, limit: int = 50) -> list[FollowedBoard]:
    """The boards that this account follows, the latest first."""
    query = (
        select_into(FollowedBoard, _board)
        .join_from(_FOLLOWS, table(Board), _board.id == _follow.board_id)
        .where(_follow.account_id == account_id, ~IS_HIDDEN)
        .order_by(_follow.created_at.desc(), _board.id)
        .limit(limit)
    )
    return list_records(db, query)
