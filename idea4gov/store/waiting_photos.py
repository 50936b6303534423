"""Photos of refused forms, which wait for a day to be sent again by the account that sent them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from idea4gov.domain.photos import MAX_WAITING, THUMBNAIL_SIDE_PX, NewPhoto, SafePhoto, fit
from idea4gov.store.base import table
from idea4gov.store.models import WaitingPhoto
from idea4gov.store.records import list_records, select_into


class WaitingCard(NamedTuple):
    """A photo that waits. width, height: pixels of the large file."""

    name: str
    width: int
    height: int

    @property
    def thumbnail_size(self) -> tuple[int, int]:
        """Width and height of the small file, in pixels."""
        return fit(self.width, self.height, THUMBNAIL_SIDE_PX)


_WAITING = table(WaitingPhoto)
_waiting = _WAITING.c


def list_waiting(
    db: Session, account_id: int, names: Collection[str], *, since: datetime
) -> list[WaitingCard]:
    """Those of these photos that the account sent after a moment and that wait, in their order."""
    query = select_into(WaitingCard, _waiting).where(
        _waiting.sent_by_id == account_id, _waiting.name.in_(names), _waiting.sent_at > since
    )
    return list_records(db, query.order_by(_waiting.id))


def find_thumbnail(db: Session, account_id: int, name: str, *, since: datetime) -> bytes | None:
    """The small file of a photo that the account sent after a moment and that waits, or None."""
    return db.execute(
        select(_waiting.thumbnail).where(
            _waiting.sent_by_id == account_id, _waiting.name == name, _waiting.sent_at > since
        )
    ).scalar_one_or_none()


def put_photos(db: Session, account_id: int, photos: Sequence[NewPhoto], *, now: datetime) -> None:
    """Let photos, at most MAX_WAITING, wait; the account's oldest make room. Its account is locked."""
    rows = db.execute(
        select(_waiting.id, _waiting.position)
        .where(_waiting.sent_by_id == account_id)
        .order_by(_waiting.id.desc())
    ).all()
    room = MAX_WAITING - len(photos)
    db.execute(delete(_WAITING).where(_waiting.id.in_([row.id for row in rows[room:]])))
    taken = {row.position for row in rows[:room]}
    free = [position for position in range(1, MAX_WAITING + 1) if position not in taken]
    for position, photo in zip(free, photos, strict=False):
        db.execute(
            insert(_WAITING).values(
                sent_by_id=account_id,
                position=position,
                name=photo.name,
                width=photo.picture.width,
                height=photo.picture.height,
                full=photo.picture.full,
                thumbnail=photo.picture.thumbnail,
                sent_at=now,
            )
        )


def take_photos(
    db: Session, account_id: int, names: Collection[str], *, since: datetime
) -> dict[str, SafePhoto]:
    """Take photos of the account out that were sent after a moment: {name: photo} of those that waited."""
    taken = db.execute(
        delete(_WAITING)
        .where(_waiting.sent_by_id == account_id, _waiting.name.in_(names), _waiting.sent_at > since)
        .returning(_waiting.name, _waiting.width, _waiting.height, _waiting.full, _waiting.thumbnail)
    ).all()
    return {
        row.name: SafePhoto(width=row.width, height=row.height, full=row.full, thumbnail=row.thumbnail)
        for row in taken
    }


def delete_photos(db: Session, *, sent_before: datetime) -> None:
    """Delete the photos that were sent before a moment and never attached."""
    db.execute(delete(_WAITING).where(_waiting.sent_at < sent_before))
