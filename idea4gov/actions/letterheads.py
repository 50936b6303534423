"""Use cases of letterheads: read the one that documents carry, and set it."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.domain.documents.letterheads import Letterhead, LetterheadLines
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.store import letterheads
from idea4gov.store.places import reading as places
from idea4gov.store.places.reading import LocalGovernmentCard


def find_letterhead(db: Session, local_government_code: str | None) -> Letterhead:
    """The letterhead of a local government; a blank one where none is set, or for None."""
    if local_government_code is None:
        return Letterhead()
    return letterheads.find_letterhead(db, local_government_code) or Letterhead()


def get_office(db: Session, viewer: Viewer, local_government_code: str) -> LocalGovernmentCard:
    """A local government whose letterhead the viewer may set. Raises NotFound."""
    found = places.find_local_government(db, local_government_code)
    if found is None:
        raise NotFound()
    require_at(viewer, "letterhead:edit", Place(found.province_code, found.code))
    return found


def set_letterhead(
    db: Session,
    viewer: Viewer,
    local_government_code: str,
    lines: LetterheadLines,
    *,
    emblem: bytes | None,
    keep_emblem: bool,
    now: datetime,
) -> None:
    """Set the letterhead of a local government's documents.

    lines: of draft_lines. emblem: of outside.images.make_emblem; with None, keep_emblem says whether the
    present one stays or is removed. Raises NotFound.
    """
    office = get_office(db, viewer, local_government_code)
    old = find_letterhead(db, office.code)
    if emblem is None and keep_emblem:
        emblem = old.emblem
    letterheads.save_letterhead(
        db, office.code, lines, emblem=emblem, changed_by_id=viewer.account_id, now=now
    )
    record(
        db,
        actor_id=viewer.account_id,
        act="edit_letterhead",
        subject_kind="local_government",
        subject_id=office.code,
        place=Place(office.province_code, office.code),
        # Which lines, not what they say: they name officials.
        data={"changed": _changed(old, lines, emblem)},
        now=now,
    )


def _changed(old: Letterhead, lines: LetterheadLines, emblem: bytes | None) -> list[str]:
    names = [each.name for each in fields(LetterheadLines)]
    changed = [name for name in names if getattr(old, name) != getattr(lines, name)]
    return changed + (["emblem"] if old.emblem != emblem else [])
