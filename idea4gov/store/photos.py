"""Reads and writes of photos. Callers of the writes lock the proposal first: store.proposals.get_locked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.photos import (
    FULL_SIDE_PX,
    THUMBNAIL_SIDE_PX,
    NewPhoto,
    digest_of,
    fit,
    free_positions,
)
from idea4gov.store.models import Board, Photo, PhotoFile, Proposal

MAX_REMOVED = 100


class PhotoCard(NamedTuple):
    """A photo that a proposal shows. width, height: pixels of the large file."""

    name: str
    position: int
    width: int
    height: int
    alt: str | None

    @property
    def thumbnail_size(self) -> tuple[int, int]:
        """Width and height of the small file, in pixels."""
        return fit(self.width, self.height, THUMBNAIL_SIDE_PX)


class PhotoPlace(NamedTuple):
    """A photo that is shown, with what decides who may see it."""

    id: int
    digest: str
    proposal_state: str
    author_id: int
    board_state: str
    province_code: str
    local_government_code: str | None


class PhotoDates(NamedTuple):
    """When a photo came, and when it went, if it did."""

    added_at: datetime
    removed_at: datetime | None


_PHOTOS, _FILES = cast(Table, Photo.__table__), cast(Table, PhotoFile.__table__)
_photo, _file = _PHOTOS.c, _FILES.c
_proposal, _board = Proposal.__table__.c, Board.__table__.c
_OF_PROPOSAL = (
    select(_photo.name, _photo.position, _photo.width, _photo.height, _photo.alt)
    .where(_photo.proposal_id == bindparam("proposal"), _photo.position.is_not(None))
    .order_by(_photo.position)
)


def list_photos(db: Session, proposal_id: int) -> list[PhotoCard]:
    """The photos that a proposal shows, at most four, in their order."""
    return [PhotoCard._make(row) for row in db.execute(_OF_PROPOSAL, {"proposal": proposal_id})]


def find_photo(db: Session, name: str) -> PhotoPlace | None:
    """The photo of this name, unless it was removed, whatever the state of its proposal."""
    row = db.execute(
        select(
            _photo.id,
            _photo.digest,
            _proposal.state,
            _proposal.author_id,
            _board.state,
            _proposal.province_code,
            _board.local_government_code,
        )
        .join_from(_PHOTOS, Proposal.__table__, _proposal.id == _photo.proposal_id)
        .join(Board.__table__, _board.id == _proposal.board_id)
        .where(_photo.name == name, _photo.position.is_not(None))
    ).one_or_none()
    return PhotoPlace._make(row) if row else None


def find_bytes(db: Session, photo_id: int, side: int = FULL_SIDE_PX) -> bytes | None:
    """The file of a photo, large or (side: THUMBNAIL_SIDE_PX) small; None once it was removed."""
    column = _file.thumbnail if side == THUMBNAIL_SIDE_PX else _file.full
    return db.execute(select(column).where(_file.photo_id == photo_id)).scalar_one_or_none()


def list_dates(db: Session, proposal_id: int) -> list[PhotoDates]:
    """When a proposal's photos came and went, the latest ones first, at most MAX_REMOVED."""
    rows = db.execute(
        select(_photo.added_at, _photo.removed_at)
        .where(_photo.proposal_id == proposal_id)
        .order_by(_photo.id.desc())
        .limit(MAX_REMOVED)
    )
    return [PhotoDates._make(row) for row in rows]


def add_photos(db: Session, proposal_id: int, photos: Sequence[NewPhoto], *, now: datetime) -> None:
    """Show photos at the first free positions of a proposal. Raises TooManyPhotos."""
    taken = {photo.position for photo in list_photos(db, proposal_id)}
    for position, photo in zip(free_positions(taken, len(photos)), photos, strict=True):
        photo_id = db.execute(
            insert(_PHOTOS)
            .values(
                proposal_id=proposal_id,
                position=position,
                name=photo.name,
                digest=photo.picture.digest,
                width=photo.picture.width,
                height=photo.picture.height,
                alt=photo.alt,
                added_at=now,
            )
            .returning(_photo.id)
        ).scalar_one()
        db.execute(
            insert(_FILES).values(
                photo_id=photo_id, full=photo.picture.full, thumbnail=photo.picture.thumbnail
            )
        )


def remove_photos(db: Session, proposal_id: int, names: Sequence[str], *, now: datetime) -> int:
    """Remove these photos of a proposal with their files. Returns how many there were."""
    removed = db.scalars(
        update(_PHOTOS)
        .where(_photo.proposal_id == proposal_id, _photo.name.in_(names), _photo.position.is_not(None))
        .values(position=None, removed_at=now)
        .returning(_photo.id)
    ).all()
    db.execute(delete(_FILES).where(_file.photo_id.in_(removed)))
    return len(removed)


def mark_edited(db: Session, proposal_id: int, *, now: datetime) -> None:
    """Let everybody see that a proposal was changed after it had supports."""
    db.execute(
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.support_count > 0)
        .values(edited_at=now)
        .execution_options(synchronize_session=False)
    )


def list_broken(db: Session) -> Iterator[str]:
    """The names of photos whose files are missing or not those that were added, and of removed ones kept."""
    photos = db.execute(
        select(_photo.id, _photo.name, _photo.digest, _photo.position).order_by(_photo.id)
    ).all()
    for photo_id, name, digest, position in photos:
        # One after the other: together, they may not fit into memory.
        file = db.execute(select(_file.full, _file.thumbnail).where(_file.photo_id == photo_id)).one_or_none()
        if (digest_of(*file) if file else None) != (digest if position else None):
            yield name
