"""Use cases of renditions: tell the state of a file's contents, and make the file.

A state is read by web processes for each request, before a file is looked for, and asks what the viewer may
see. The file is made elsewhere, from one snapshot, and is kept under the state of that snapshot. Machines
that share a store of made files take copies of what one of them has made.
"""

import gzip
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from idea4gov.actions.data import export_dataset
from idea4gov.actions.documents import (
    DocumentedKind,
    build_ballot_papers,
    build_document,
    build_roll,
)
from idea4gov.actions.exports import write_priorities, write_round
from idea4gov.actions.letterheads import find_letterhead
from idea4gov.actions.results import get_board
from idea4gov.actions.rounds.imports import export_lines, get_published
from idea4gov.actions.rounds.urn_log import find_published_size, read_log
from idea4gov.actions.share_images import get_share_image
from idea4gov.domain.documents.blocks import Document
from idea4gov.domain.errors import NotFound
from idea4gov.domain.export_jobs import ExportFormat
from idea4gov.domain.figures import BeingCounted
from idea4gov.domain.made_files import RENDITIONS, FilesAway, FilesFull, FileStore
from idea4gov.domain.opendata.files import FileFormat
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.permissions import NOBODY, Grant, Viewer
from idea4gov.domain.renditions import COPIED, LAG, MISSING, Rendition, State, digest
from idea4gov.domain.share_images import ShareImage
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.rendition_folder import RenditionFolder
from idea4gov.store import results
from idea4gov.store.grants import list_grants
from idea4gov.store.renditions import read_counts, read_wordings
from idea4gov.store.rounds.tally import find_result
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
COMPRESSION = 6


@dataclass(frozen=True)
class Materials:
    """What renditions are made with, beside the database.

    site_url: the public address of this site. files: where made files of all machines lie.
    """

    site_url: str
    publisher: Publisher
    country_map: CountryMap
    files: FileStore


def read_shown(
    db: Session, viewer: Viewer | None, rendition: Rendition, *, site_url: str, now: datetime
) -> str:
    """The first part of the state of a rendition: all that it shows to the viewer, but for some numbers.

    The number of statements is constant. Raises NotFound where the viewer may not see it.
    """
    if rendition.kind == "priorities":
        return _shown_of_board(db, int(rendition.subject), now)
    if rendition.kind in ("round_results", "round_file"):
        return _shown_of_round(db, rendition)
    if rendition.kind == "round_log":
        return digest(find_published_size(db, int(rendition.subject)))
    if rendition.kind == "dataset":
        # It takes seconds to read, so that there is nothing shorter to tell its state by than the hour.
        return digest(now.replace(minute=0, second=0, microsecond=0))
    return digest(_build(db, viewer, rendition, site_url, now))


def read_counted(db: Session, rendition: Rendition) -> str:
    """The second part of the state: the numbers in it that change often.

    They are of public things, and take longer to read on a large board than the rest.
    """
    if rendition.kind != "priorities":
        return ""
    board_id = int(rendition.subject)
    try:
        totals = results.read_totals(db, board_id)
    except BeingCounted:
        totals = None
    # Who took part is not counted for a state, for that takes longest: it changes with these numbers.
    return digest(read_counts(db, board_id), totals)


def make_rendition(
    database: Database, folder: RenditionFolder, rendition: Rendition, materials: Materials, *, now: datetime
) -> None:
    """Make the file of a rendition as it is now, for a viewer who may see it. Raises NotFound, FilesAway."""
    if rendition.kind == "copy":
        _copy(folder, materials.files, rendition)
        return
    # What is for one official stays on one machine.
    is_shared = materials.files.shares_renditions and rendition.account_id is None
    with database.snapshot() as db:
        viewer = _official(db, rendition.account_id) if rendition.account_id else None
        shown = read_shown(db, viewer, rendition, site_url=materials.site_url, now=now)
        state = State(shown, read_counted(db, rendition))
        if is_shared and _take(folder, materials.files, rendition, state, now):
            return
        with folder.writing(rendition, state) as file:
            _write(db, viewer, file, rendition, materials, now)
    if is_shared:
        _share(folder, materials.files, rendition, state)


def _copy(folder: RenditionFolder, files: FileStore, rendition: Rendition) -> None:
    """Copy a made file into the folder, or note that it is nowhere."""
    told = sha256()
    try:
        with folder.writing(rendition, COPIED) as file:
            for block in files.read(rendition.subject):
                told.update(block)
                file.write(block)
            if rendition.name not in ("", told.hexdigest()):
                raise FileNotFoundError(rendition.subject)
    except FileNotFoundError:
        with folder.writing(rendition, MISSING):
            pass


def _take(
    folder: RenditionFolder, files: FileStore, rendition: Rendition, state: State, now: datetime
) -> bool:
    """Copy what another machine has made of this state, or one that lags a little. False: there is none."""
    exact, prefix = folder.name(rendition, state), folder.name(rendition, State(state.shown))
    try:
        found = {one.name: one for one in files.list_files(f"{RENDITIONS}/{prefix}")}
        young = [one for one in found.values() if now - one.stored_at < LAG]
        best = found.get(f"{RENDITIONS}/{exact}") or max(young, key=lambda one: one.stored_at, default=None)
        if best is None:
            return False
        of_best = state._replace(counted=best.name.removeprefix(f"{RENDITIONS}/{prefix}"))
        with folder.writing(rendition, of_best, made_at=best.stored_at) as file:
            file.writelines(files.read(best.name))
    except (FilesAway, FileNotFoundError):
        return False
    return True


def _share(folder: RenditionFolder, files: FileStore, rendition: Rendition, state: State) -> None:
    """Give what was made to the other machines, and take away what showed former states."""
    kept = folder.find(rendition, state)
    if kept is None:
        return
    name = f"{RENDITIONS}/{folder.name(rendition, state)}"
    try:
        with kept.path.open("rb") as file:
            files.put(name, file)
        for one in list(files.list_files(name.rpartition("/")[0] + "/")):
            if one.name != name:
                files.remove(one.name)
    except (FilesAway, FilesFull, FileNotFoundError, SQLAlchemyError) as error:
        # It is here, and the others make their own; also while the database can only be read.
        LOG.warning("rendition_not_shared reason=%s", type(error).__name__)


def _official(db: Session, account_id: int) -> Viewer:
    """An account with the offices that it holds now. It asked for the file on a confirmed device."""
    held = list_grants(db, account_id)
    grants = tuple(Grant(one.role, one.province_code, one.local_government_code) for one in held)
    return Viewer(account_id, NOBODY, "", "th", "", grants, on_confirmed_device=True)


def _shown_of_board(db: Session, board_id: int, now: datetime) -> str:
    board = get_board(db, board_id)
    is_over = board.closes_at is not None and board.closes_at <= now
    letterhead = find_letterhead(db, board.local_government_code)
    return digest(board, is_over, letterhead, read_wordings(db, board_id))


def _shown_of_round(db: Session, rendition: Rendition) -> str:
    found = get_published(db, int(rendition.subject))
    if rendition.kind == "round_file":
        return digest(found.digest)
    letterhead = find_letterhead(db, found.local_government_code)
    return digest(found, letterhead, find_result(db, found.id))


def _build(
    db: Session, viewer: Viewer | None, rendition: Rendition, site_url: str, now: datetime
) -> Document | ShareImage:
    """What a document or a share image says, which is its state as well."""
    if rendition.kind == "card":
        return get_share_image(db, rendition.name, rendition.subject, now=now)
    if viewer is None:
        raise NotFound()
    subject_id = int(rendition.subject.rpartition("/")[2])
    if rendition.kind == "ballot_papers":
        return build_ballot_papers(db, viewer, subject_id, first=rendition.first, count=rendition.copies)
    if rendition.kind == "roll":
        return build_roll(db, viewer, subject_id)
    kind = cast(DocumentedKind, rendition.subject.partition("/")[0])
    return build_document(db, viewer, kind, subject_id, rendition.name, site_url=site_url, now=now)


def _write(
    db: Session,
    viewer: Viewer | None,
    file: IO[bytes],
    rendition: Rendition,
    materials: Materials,
    now: datetime,
) -> None:
    if rendition.is_packed:
        # Without a name and a time in the gzip header, equal contents give equal bytes.
        with gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as packed:
            _write(db, viewer, cast(IO[bytes], packed), rendition._replace(is_packed=False), materials, now)
        return
    site_url, subject = materials.site_url, rendition.subject
    export_format = cast(ExportFormat, rendition.format)
    if rendition.kind == "priorities":
        write_priorities(db, file, int(subject), export_format, site_url=site_url, now=now)
    elif rendition.kind == "round_results":
        write_round(db, file, int(subject), export_format, site_url=site_url, now=now)
    elif rendition.kind == "round_file":
        _write_texts(file, export_lines(db, get_published(db, int(subject))))
    elif rendition.kind == "round_log":
        _write_texts(file, read_log(db, int(subject), find_published_size(db, int(subject))))
    elif rendition.kind == "dataset":
        pieces = export_dataset(db, subject, cast(FileFormat, rendition.format), materials.publisher, now=now)
        _write_texts(file, pieces)
    else:
        file.write(_render(_build(db, viewer, rendition, site_url, now), rendition, materials))


def _render(built: Document | ShareImage, rendition: Rendition, materials: Materials) -> bytes:
    # Imported here: the typesetter takes a second to load, and server processes do without it.
    from idea4gov.outside.document_files import DocumentFormat, render_document  # noqa: PLC0415
    from idea4gov.outside.typesetting import render_share_image  # noqa: PLC0415

    if isinstance(built, Document):
        return render_document(built, cast(DocumentFormat, rendition.format))
    return render_share_image(built, map_svg=materials.country_map.svg(built.province_code))


def _write_texts(file: IO[bytes], pieces: Iterable[str]) -> None:
    file.writelines(piece.encode() for piece in pieces)
