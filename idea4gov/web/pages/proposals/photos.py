"""Photos: reading those of a form, and serving those that are shown."""

import re
import secrets
from dataclasses import replace
from typing import cast
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Flask, Request, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from idea4gov.actions.photos import count_upload, get_visible_photo
from idea4gov.actions.waiting_photos import get_own_thumbnail, keep_photos, list_own_photos
from idea4gov.domain.errors import N_, Invalid, NotFound, TooMany
from idea4gov.domain.fields import InvalidFields
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import (
    FULL_SIDE_PX,
    MAX_PHOTO_BYTES,
    MAX_PHOTOS,
    THUMBNAIL_SIDE_PX,
    ChosenPhoto,
    NewPhoto,
    PhotoGone,
    PhotoRefused,
    SentBefore,
    TooManyPhotos,
    clean_alt,
)
from idea4gov.domain.proposal_sheets import MAX_BYTES as MAX_SHEET_BYTES
from idea4gov.domain.renditions import NotReady
from idea4gov.domain.voter_list_sheets import OF_LISTS
from idea4gov.outside.images import make_safe
from idea4gov.store.photos import find_bytes
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import KEY_COOKIE, current_viewer, require_viewer
from idea4gov.web.http.network_limits import uncounted
from idea4gov.web.http.offloading import offload, offload_if_possible
from idea4gov.web.http.request_decoding import ReadableRequest
from idea4gov.web.http.services import now, reading, services, writing_is_refused
from idea4gov.web.http.standby import may_lag
from idea4gov.web.pages.proposals.photo_forms import PhotosForm

bp = Blueprint("photos", __name__)

LARGE_FORMS = {
    "rounds.milestones.report": MAX_PHOTOS * MAX_PHOTO_BYTES,
    "voter_lists.home": OF_LISTS.bytes,
    "imports.new": MAX_SHEET_BYTES,
    "imports.new_in_round": MAX_SHEET_BYTES,
    "documents.letterhead": MAX_PHOTO_BYTES,
    "proposals.new": MAX_PHOTOS * MAX_PHOTO_BYTES,
    "proposals.edit": MAX_PHOTOS * MAX_PHOTO_BYTES,
}
"""The forms that take files, and how much more than words they may send."""
IN_MEMORY = frozenset({"voter_lists.home"})
"""The forms whose files no disk may hold, so they are not handed to another process."""
NAME_SHOWN = 60
CHOOSE_AGAIN = N_(
    "The photos that you just chose were not kept, for browsers cannot send them a second time by "
    "themselves. Please choose them again."
)
# The photo of an address never changes, but a photo that is hidden has to leave shared caches soon.
FOR_EVERYBODY = "public, max-age=31536000, s-maxage=300, immutable"
FOR_SOME = "private, no-cache"
FOR_SENDER = "private, no-store"
NAME = re.compile("[0-9a-f]{32}")


def install_uploads(app: Flask) -> None:
    """Accept files from people who are logged in, in the forms that take photos."""

    def allow_files() -> None:
        most = _most_bytes(app, request.endpoint, request.mimetype)
        if most > app.config["MAX_CONTENT_LENGTH"] and current_viewer():
            request.max_content_length = most
            # Reading a large form is work by itself.
            if request.endpoint in IN_MEMORY:
                cast(ReadableRequest, request).files_in_memory = True
            elif app.config["MAX_CONTENT_LENGTH"] < (request.content_length or 0) <= most:
                offload_if_possible()

    app.before_request(allow_files)


def most_body_bytes(app: Flask, environ: WSGIEnvironment) -> int:
    """How long a body may be, by address and type alone, without asking who sends it.

    The server asks before it takes a body in.
    """
    if f"{KEY_COOKIE}=" not in environ.get("HTTP_COOKIE", ""):
        return int(app.config["MAX_CONTENT_LENGTH"])
    return _most_bytes(app, _endpoint(app, environ), Request(environ).mimetype)


def stays_in_memory(app: Flask, environ: WSGIEnvironment) -> bool:
    """Whether the body of a request may never touch a disk, by its address alone."""
    return environ["REQUEST_METHOD"] == "POST" and _endpoint(app, environ) in IN_MEMORY


def _endpoint(app: Flask, environ: WSGIEnvironment) -> str | None:
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return None
    return str(endpoint)


def _most_bytes(app: Flask, endpoint: str | None, mimetype: str) -> int:
    files = LARGE_FORMS.get(endpoint or "", 0) if mimetype == "multipart/form-data" else 0
    return int(app.config["MAX_CONTENT_LENGTH"]) + files


class SentPhotos:
    """The photos of a form: those that came with it before and wait, and new files."""

    def __init__(self, viewer: Viewer, form: PhotosForm) -> None:
        self._viewer, self._form = viewer, form
        self._files = _sent_files()
        names = dict.fromkeys(form.waiting.data or ())
        # One more than there is room for is enough to be refused.
        self._waiting = [name for name in names if NAME.fullmatch(name)][: MAX_PHOTOS + 1]
        self._is_drawn = False
        self._drawn: list[NewPhoto] = []

    def read(self) -> list[ChosenPhoto]:
        """The photos to be added: those that wait, then the new ones, drawn again.

        It takes seconds, in another process: call it before a transaction begins.
        Raises TooManyPhotos, InvalidFields of PhotoRefused, TooMany, NotReady.
        """
        self._draw()
        alt = clean_alt(self._form.alt.data or "")
        before = [SentBefore(name, alt) for name in self._waiting]
        return [*before, *(replace(photo, alt=alt) for photo in self._drawn)]

    def keep(self) -> None:
        """Keep the new photos of a form that is shown again, and show which ones need not be sent again."""
        if not self._form.is_submitted():
            return
        if not writing_is_refused():
            self._keep_drawn()
        if self._files and not self._drawn:
            self._say(gettext(CHOOSE_AGAIN))
        names = [*self._waiting, *(photo.name for photo in self._drawn)]
        with reading() as db:
            self._form.sent_before = list_own_photos(db, self._viewer, names, now=now())
        if len(self._form.sent_before) < len(names):
            self._say(error_message(PhotoGone()))

    def _keep_drawn(self) -> None:
        try:
            if not self._is_drawn:
                self._draw()
        except (Invalid, TooMany, NotReady) as error:
            self._form.refuse(error)
        keep_photos(services().database, self._viewer, self._drawn, now=now())

    def _draw(self) -> None:
        self._is_drawn = True
        if len(self._waiting) + len(self._files) > MAX_PHOTOS:
            raise TooManyPhotos(field="photos")
        if not self._files:
            return
        offload()
        count_upload(services().database, self._viewer, now=now())
        refused = []
        for number, file in enumerate(self._files, start=1):
            content = file.stream.read(MAX_PHOTO_BYTES + 1)
            try:
                picture = make_safe(content, number=number, name=_printable(file))
            except PhotoRefused as error:
                refused.append(error)
            else:
                self._drawn.append(NewPhoto(secrets.token_hex(16), None, picture))
        if refused:
            raise InvalidFields(refused)

    def _say(self, sentence: str) -> None:
        if sentence not in self._form.photos.errors:
            self._form.photos.errors = [*self._form.photos.errors, sentence]


@bp.get("/photos/<photo:name>.webp")
@uncounted
@public
@may_lag
def full(name: str) -> ResponseReturnValue:
    """A photo of at most 1600 pixels a side."""
    return _show(name, FULL_SIDE_PX)


@bp.get("/photos/<photo:name>-480.webp")
@uncounted
@public
@may_lag
def thumbnail(name: str) -> ResponseReturnValue:
    """A photo of at most 480 pixels a side."""
    return _show(name, THUMBNAIL_SIDE_PX)


@bp.get("/waiting-photos/<photo:name>.webp")
@require("account:own")
def waiting(name: str) -> ResponseReturnValue:
    """A photo of a refused form in small, for the account that sent it."""
    with reading() as db:
        content = get_own_thumbnail(db, require_viewer(), name, now=now())
    return Response(content, mimetype="image/webp", headers={"Cache-Control": FOR_SENDER})


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
