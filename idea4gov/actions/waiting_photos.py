"""Use cases of photos that came with a refused form: keep them for a day, and take them into the next one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import WAITS, ChosenPhoto, NewPhoto, PhotoGone, SentBefore
from idea4gov.store import waiting_photos
from idea4gov.store.accounts import lock_account
from idea4gov.store.session import Database
from idea4gov.store.waiting_photos import WaitingCard


def keep_photos(database: Database, viewer: Viewer, photos: Sequence[NewPhoto], *, now: datetime) -> None:
    """Keep photos of a refused form for a day, in a transaction of their own. At most MAX_PHOTOS at once.

    Of more than MAX_WAITING, the viewer's oldest go.
    """
    if not photos:
        return
    with database.transaction() as db:
        lock_account(db, viewer.account_id)
        waiting_photos.put_photos(db, viewer.account_id, photos, now=now)


def list_own_photos(
    db: Session, viewer: Viewer, names: Collection[str], *, now: datetime
) -> list[WaitingCard]:
    """Those of these photos that wait and are the viewer's own."""
    return waiting_photos.list_waiting(db, viewer.account_id, names, since=now - WAITS) if names else []


def get_own_thumbnail(db: Session, viewer: Viewer, name: str, *, now: datetime) -> bytes:
    """The small file of a photo that waits and is the viewer's own. Raises NotFound."""
    found = waiting_photos.find_thumbnail(db, viewer.account_id, name, since=now - WAITS)
    if found is None:
        raise NotFound()
    return found


def take_photos(
    db: Session, viewer: Viewer, photos: Sequence[ChosenPhoto], *, now: datetime
) -> list[NewPhoto]:
    """The photos with their files, in their order; those that waited wait no longer, if the act succeeds.

    Raises PhotoGone for one that does not wait (any more), or that another account sent.
    """
    names = [photo.name for photo in photos if isinstance(photo, SentBefore)]
    taken = waiting_photos.take_photos(db, viewer.account_id, names, since=now - WAITS) if names else {}
    if len(taken) < len(names):
        raise PhotoGone(field="photos")
    return [
        photo if isinstance(photo, NewPhoto) else NewPhoto(photo.name, photo.alt, taken[photo.name])
        for photo in photos
    ]


def clear_photos(database: Database, *, now: datetime) -> None:
    """Delete the photos that no form took within a day."""
    with database.transaction() as db:
        waiting_photos.delete_photos(db, sent_before=now - WAITS)
