"""Reads and writes of photos. Callers of the writes have locked the proposal or the round."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.photos import (
    FULL_SIDE_PX,
    THUMBNAIL_SIDE_PX,
    NewPhoto,
    digest_of,
    fit,
    free_positions,
)
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetMilestone, BudgetProject, Photo, PhotoFile, Proposal
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.visibility import STATE

MAX_REMOVED = 100
MAX_OF_MILESTONES = 400


class PhotoCard(NamedTuple):
    """A photo that a proposal or a report on a project shows. width, height: pixels of the large file."""

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
    """A photo that is shown, with what decides who may see it. Reports on projects are for everybody."""

    id: int
    digest: str
    proposal_state: ProposalState
    author_id: int
    board_state: BoardState
    province_code: str
    local_government_code: str | None


class PhotoDates(NamedTuple):
    """When a photo was added, and when it was removed (None: not yet)."""

    added_at: datetime
    removed_at: datetime | None


_PHOTOS, _FILES = table(Photo), table(PhotoFile)
_photo, _file = _PHOTOS.c, _FILES.c
_proposal, _board = table(Proposal).c, table(Board).c
_milestone = table(BudgetMilestone).c
_OF_PROPOSAL = (
    select_into(PhotoCard, _photo)
    .where(_photo.proposal_id == bindparam("proposal"), _photo.position.is_not(None))
    .order_by(_photo.position)
)


def list_photos(db: Session, proposal_id: int) -> list[PhotoCard]:
    """The photos that a proposal shows, at most four, in their order."""
    return list_records(db, _OF_PROPOSAL, {"proposal": proposal_id})


def find_photo(db: Session, name: str) -> PhotoPlace | None:
    """The photo of this name, unless it was removed, whatever the state of what it belongs to."""
    return find_record(
        db,
        select_into(
            PhotoPlace,
            _photo,
            proposal_state=func.coalesce(_proposal.state, "published"),
            author_id=func.coalesce(_proposal.author_id, _milestone.author_id),
            board_state=STATE,
            province_code=_board.province_code,
            local_government_code=_board.local_government_code,
        )
        .select_from(
            _PHOTOS.outerjoin(table(Proposal), _proposal.id == _photo.proposal_id)
            .outerjoin(table(BudgetMilestone), _milestone.id == _photo.milestone_id)
            .join(table(Board), _board.id == func.coalesce(_proposal.board_id, _milestone.round_id))
        )
        .where(_photo.name == name, _photo.position.is_not(None)),
    )


def find_bytes(db: Session, photo_id: int, side: int = FULL_SIDE_PX) -> bytes | None:
    """The file of a photo, large or (side: THUMBNAIL_SIDE_PX) small; None once it was removed."""
    column = _file.thumbnail if side == THUMBNAIL_SIDE_PX else _file.full
    return db.execute(select(column).where(_file.photo_id == photo_id)).scalar_one_or_none()


def list_dates(db: Session, proposal_id: int) -> list[PhotoDates]:
    """When a proposal's photos were added and removed, newest first, at most MAX_REMOVED."""
    return list_records(
        db,
        select_into(PhotoDates, _photo)
        .where(_photo.proposal_id == proposal_id)
        .order_by(_photo.id.desc())
        .limit(MAX_REMOVED),
    )


def list_of_milestones(
    db: Session,
    *,
    round_id: int | None = None,
    project_id: int | None = None,
    proposal_id: int | None = None,
) -> dict[int, list[PhotoCard]]:
    """{id of a report: its photos in their order}, of the newest reports of a round, project or proposal."""
    query = (
        select(_photo.milestone_id, *(_photo[name] for name in PhotoCard._fields))
        .join_from(_PHOTOS, table(BudgetMilestone), _milestone.id == _photo.milestone_id)
        .where(_photo.position.is_not(None))
        .order_by(_photo.milestone_id.desc(), _photo.position)
        .limit(MAX_OF_MILESTONES)
    )
    if round_id is not None:
        query = query.where(_milestone.round_id == round_id)
    if project_id is not None:
        query = query.where(_milestone.project_id == project_id)
    if proposal_id is not None:
        projects = select(BudgetProject.id).where(BudgetProject.proposal_id == proposal_id)
        query = query.where(_milestone.project_id.in_(projects))
    found: dict[int, list[PhotoCard]] = {}
    for row in db.execute(query).mappings():
        card = PhotoCard(**{name: row[name] for name in PhotoCard._fields})
        found.setdefault(row["milestone_id"], []).append(card)
    return found


def add_photos(db: Session, proposal_id: int, photos: Sequence[NewPhoto], *, now: datetime) -> None:
    """Show photos at the first free positions of a proposal. Raises TooManyPhotos."""
    taken = {photo.position for photo in list_photos(db, proposal_id)}
    _add(db, {"proposal_id": proposal_id}, free_positions(taken, len(photos)), photos, now)


def add_to_milestone(db: Session, milestone_id: int, photos: Sequence[NewPhoto], *, now: datetime) -> None:
    """Show photos with a report that has none yet. Raises TooManyPhotos."""
    _add(db, {"milestone_id": milestone_id}, free_positions((), len(photos)), photos, now)


def _add(
    db: Session, owner: dict[str, int], positions: list[int], photos: Sequence[NewPhoto], now: datetime
) -> None:
    for position, photo in zip(positions, photos, strict=True):
        photo_id = db.execute(
            insert(_PHOTOS)
            .values(
                **owner,
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
    return _remove(db, _photo.proposal_id == proposal_id, names, now)


def remove_of_project(db: Session, project_id: int, names: Sequence[str], *, now: datetime) -> int:
    """Remove these photos of reports on a project with their files. Returns how many there were."""
    reports = select(_milestone.id).where(_milestone.project_id == project_id)
    return _remove(db, _photo.milestone_id.in_(reports), names, now)


def _remove(db: Session, is_owned: ColumnElement[bool], names: Sequence[str], now: datetime) -> int:
    removed = db.scalars(
        update(_PHOTOS)
        .where(is_owned, _photo.name.in_(names), _photo.position.is_not(None))
        .values(position=None, removed_at=now)
        .returning(_photo.id)
    ).all()
    db.execute(delete(_FILES).where(_file.photo_id.in_(removed)))
    return len(removed)


def mark_edited(db: Session, proposal_id: int, *, now: datetime) -> None:
    """Set edited_at of a proposal that has supports: pages show that it was changed after them."""
    db.execute(
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.support_count > 0)
        .values(edited_at=now)
        .execution_options(synchronize_session=False)
    )


def list_broken(db: Session) -> Iterator[str]:
    """The names of photos whose files are missing or changed, and of removed ones that still have a file."""
    photos = db.execute(
        select(_photo.id, _photo.name, _photo.digest, _photo.position).order_by(_photo.id)
    ).all()
    for photo_id, name, digest, position in photos:
        # One after the other: together, they may not fit into memory.
        file = db.execute(select(_file.full, _file.thumbnail).where(_file.photo_id == photo_id)).one_or_none()
        if (digest_of(file.full, file.thumbnail) if file else None) != (digest if position else None):
            yield name
