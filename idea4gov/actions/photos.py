"""Use cases of photos: add and remove those of one's own proposal, look at one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.proposals import lock_own
from idea4gov.actions.throttle import count_attempt
from idea4gov.actions.waiting_photos import take_photos
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Place, Viewer
from idea4gov.domain.photos import UPLOADS, ChosenPhoto
from idea4gov.domain.proposals import require_readable
from idea4gov.store import photos
from idea4gov.store.photos import PhotoPlace
from idea4gov.store.session import Database


def count_upload(database: Database, viewer: Viewer, *, now: datetime) -> None:
    """Count one form with photos before any photo is read, for refused ones cost as much. Raises TooMany."""
    count_attempt(database, ((UPLOADS, str(viewer.account_id)),), now=now)


def change_photos(
    db: Session,
    viewer: Viewer,
    *,
    proposal_id: int,
    remove: Collection[str],
    add: Sequence[ChosenPhoto],
    now: datetime,
) -> None:
    """Remove photos of the viewer's own proposal by their names, then add others, while its board is open.

    Names of photos that it does not show (any more) are passed over, and so are photos to be added that it
    shows already: of another click on the same button. A proposal with supports is marked as edited. Raises
    NotFound, NotYourProposal, NotPublished, BoardClosed, TooManyPhotos, PhotoGone.
    """
    if not (remove or add):
        return
    lock_own(db, viewer, proposal_id, now)
    shown = [photo.name for photo in photos.list_photos(db, proposal_id)]
    gone = [name for name in shown if name in remove]
    photos.remove_photos(db, proposal_id, gone, now=now)
    new = take_photos(db, viewer, [photo for photo in add if photo.name not in shown], now=now)
    photos.add_photos(db, proposal_id, new, now=now)
    if gone or new:
        photos.mark_edited(db, proposal_id, now=now)


def get_visible_photo(db: Session, name: str, viewer: Viewer | None) -> PhotoPlace:
    """A photo of a proposal that the viewer may see and that was not withdrawn. Raises NotFound."""
    found = photos.find_photo(db, name)
    if found is None or found.board_state == "draft" or found.proposal_state == "withdrawn":
        raise NotFound()
    place = Place(found.province_code, found.local_government_code)
    require_readable(found.proposal_state, found.author_id, place, viewer)
    return found
