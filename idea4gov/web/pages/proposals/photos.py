"""Photos: reading those of a form, and serving those that are shown."""

import secrets

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from idea4gov.actions.photos import count_upload, get_visible_photo
from idea4gov.domain.errors import N_, NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import (
    FULL_SIDE_PX,
    MAX_PHOTO_BYTES,
    MAX_PHOTOS,
    THUMBNAIL_SIDE_PX,
    NewPhoto,
    TooManyPhotos,
    clean_alt,
)
from idea4gov.domain.proposal_sheets import MAX_BYTES as MAX_SHEET_BYTES
from idea4gov.outside.images import make_safe
from idea4gov.store.photos import find_bytes
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.pages.proposals.photo_forms import PhotosForm

bp = Blueprint("photos", __name__)

LARGE_FORMS = {
    "rounds.milestones.report": MAX_PHOTOS * MAX_PHOTO_BYTES,
    "imports.new": MAX_SHEET_BYTES,
    "imports.new_in_round": MAX_SHEET_BYTES,
    "documents.letterhead": MAX_PHOTO_BYTES,
    "proposals.new": MAX_PHOTOS * MAX_PHOTO_BYTES,
    "proposals.edit": MAX_PHOTOS * MAX_PHOTO_BYTES,
}
"""The forms that take files, and how much more than words they may send."""
NAME_SHOWN = 60
CHOOSE_AGAIN = N_(
    "No photo was kept, for browsers cannot send them a second time by themselves. Please choose them again."
)
# The photo of an address never changes, but a photo that is hidden has to leave shared caches soon.
FOR_EVERYBODY = "public, max-age=31536000, s-maxage=300, immutable"
FOR_SOME = "private, no-cache"


def install_uploads(app: Flask) -> None:
    """Accept files from people who are logged in, in the forms that take photos."""
    form_bytes = app.config["MAX_CONTENT_LENGTH"]

    def allow_files() -> None:
        takes_files = request.endpoint in LARGE_FORMS and request.mimetype == "multipart/form-data"
        if takes_files and current_viewer():
            request.max_content_length = form_bytes + LARGE_FORMS[str(request.endpoint)]

    app.before_request(allow_files)


def read_photos(viewer: Viewer, alt: str) -> list[NewPhoto]:
    """The photos of the request's form, drawn again. alt: what they show, for all of them.

    It takes a good part of a second: call it before a transaction begins, so that nobody waits for it. Raises
    TooManyPhotos, PhotoRefused, TooMany.
    """
    files = _sent_files()
    if not files:
        return []
    if len(files) > MAX_PHOTOS:
        raise TooManyPhotos(field="photos")
    count_upload(services().database, viewer, now=now())
    shown = clean_alt(alt)
    return [
        NewPhoto(
            secrets.token_hex(16),
            shown,
            make_safe(file.stream.read(MAX_PHOTO_BYTES + 1), number=number, name=_printable(file)),
        )
        for number, file in enumerate(files, start=1)
    ]


def say_photos_are_lost(form: PhotosForm) -> None:
    """On a form that is shown again, say that its photos must be chosen again."""
    if _sent_files():
        form.photos.errors = [*form.photos.errors, gettext(CHOOSE_AGAIN)]


@bp.get("/photos/<photo:name>.webp")
@public
def full(name: str) -> ResponseReturnValue:
    """A photo of at most 1600 pixels a side."""
    return _show(name, FULL_SIDE_PX)


@bp.get("/photos/<photo:name>-480.webp")
@public
def thumbnail(name: str) -> ResponseReturnValue:
    """A photo of at most 480 pixels a side."""
    return _show(name, THUMBNAIL_SIDE_PX)


def _show(name: str, side: int) -> Response:
    with reading() as db:
        photo = get_visible_photo(db, name, current_viewer())
        etag = f"{photo.digest[:32]}-{side}"
        if request.if_none_match.contains(etag):
            response = Response(status=304)
        else:
            content = find_bytes(db, photo.id, side)
            if content is None:
                raise NotFound()
            response = Response(content, mimetype="image/webp")
    response.set_etag(etag)
    is_hidden = photo.proposal_state == "hidden"
    response.headers["Cache-Control"] = FOR_SOME if is_hidden else FOR_EVERYBODY
    return response


def _sent_files() -> list[FileStorage]:
    # Browsers send an empty file field as one file without a name.
    return [file for file in request.files.getlist("photos") if file.filename] if request.files else []


def _printable(file: FileStorage) -> str:
    return "".join(each for each in file.filename or "" if each.isprintable())[:NAME_SHOWN]
