"""Reads and writes of the codes that confirm devices: at most one for each session."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.device_codes import CODE_LASTS, CODE_TRIES
from idea4gov.domain.errors import NotFound
from idea4gov.store.base import table
from idea4gov.store.models import DeviceCode
from idea4gov.store.upsert import insert_into

_CODE = table(DeviceCode)
_code = _CODE.c


class Tried(NamedTuple):
    """A code that was just tried once more. tries: how often, with this one."""

    code_digest: str
    tries: int


def has_code(db: Session, session_id: int, *, now: datetime) -> bool:
    """Whether a code can be typed in a session."""
    return bool(db.scalar(select(exists().where(*_can_be_tried(session_id, now)))))


def save_code(db: Session, session_id: int, code_digest: str, *, now: datetime) -> None:
    """Store the code of a session, in the place of an earlier one. Raises NotFound if it has ended."""
    fresh = {"code_digest": code_digest, "expires_at": now + CODE_LASTS, "tries": 0}
    saved = insert_into(db, _CODE).values(session_id=session_id, **fresh)
    try:
        db.execute(saved.on_conflict_do_update(index_elements=[_code.session_id], set_=fresh))
    except IntegrityError as error:
        raise NotFound() from error


def take_try(db: Session, session_id: int, *, now: datetime) -> Tried | None:
    """Count one try at the code of a session; None if it has none that can be tried.

    One statement counts, so that no two requests take the same try.
    """
    tried = update(_CODE).where(*_can_be_tried(session_id, now)).values(tries=_code.tries + 1)
    row = db.execute(tried.returning(_code.code_digest, _code.tries)).one_or_none()
    return None if row is None else Tried(row.code_digest, row.tries)


def delete_code(db: Session, session_id: int) -> None:
    """Let the code of a session, if it has one, count no longer."""
    db.execute(delete(_CODE).where(_code.session_id == session_id))


def _can_be_tried(session_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _code.session_id == session_id, _code.expires_at > now, _code.tries < CODE_TRIES
