"""Answers with renditions: files that are made by other processes, once for each state of what they show.

A file that is there is sent, or 304. One that is not there is asked for: a browser gets a small page that
asks again by itself, and a program 503. Only a picture is worth a short wait, where nothing else is being
made: what shows previews of links asks once.
"""

from functools import partial

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from idea4gov.actions.renditions import Materials, make_rendition, read_counted, read_shown
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.renditions import (
    PAUSE_AFTER_FAILURE,
    TEXT_FORMATS,
    BeingMade,
    Rendition,
    State,
    TooManyWaiting,
)
from idea4gov.domain.throttle import networks_of
from idea4gov.outside.bounded_cache import MIB, BoundedCache
from idea4gov.outside.rendition_folder import Kept
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.network_limits import count_request
from idea4gov.web.http.offloading import ask_again_when
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.render.compression import accepts_gzip, mark_gzip
from idea4gov.web.render.downloads import send_kept

KEY = "idea4gov-rendition-states"
STATES_BYTES = 2 * MIB
# What the making of a file counts, in pages.
MAKING_COST = 200
AGAIN_SECONDS, BUSY_SECONDS = 2, 15
NETWORK_DIGITS = 16


def install_renditions(app: Flask, *, seconds: int) -> None:
    """Let states of large files be read once in so many seconds; 0: each time."""
    app.extensions[KEY] = BoundedCache[tuple[str, str], str](
        max_bytes=STATES_BYTES if seconds else 0, seconds=seconds
    )


def send_rendition(
    rendition: Rendition, *, content_type: str, name: str | None, is_large: bool = False
) -> ResponseReturnValue:
    """The file of a rendition, or an answer that says when to ask again.

    name: of the file in browsers, ASCII; None for a picture. is_large: whether reading the state of what
    everybody may see takes so long that it is remembered, as pages are. Raises NotFound, BeingMade,
    TooManyWaiting, TooManyRequests.
    """
    is_text = rendition.format in TEXT_FORMATS
    rendition = rendition._replace(is_packed=is_text and accepts_gzip())
    # First of all: whether the viewer may see it.
    state = _read_state(rendition, is_large=is_large)
    kept = services().renditions.find(rendition, state) or _ask(rendition, state, waits=name is None)
    if kept is None:
        return being_made()
    try:
        response = _send(kept, content_type, name)
    except FileNotFoundError as error:
        # Another state has come, and this one has gone, in between.
        raise BeingMade(seconds=AGAIN_SECONDS) from error
    if is_text:
        response.vary.add("Accept-Encoding")
        if rendition.is_packed and response.status_code == 200:
            mark_gzip(response)
    if rendition.account_id is not None:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _read_state(rendition: Rendition, *, is_large: bool) -> State:
    states: BoundedCache[tuple[str, str], str] = current_app.extensions[KEY]
    viewer = current_viewer() if rendition.account_id is not None else None
    url = services().config.public_url
    # In whichever form a board's priorities are asked for, they are in the same state.
    key = rendition.kind + rendition.subject if is_large else rendition.key
    with reading() as db:
        shown = partial(read_shown, db, viewer, rendition, site_url=url, now=now())
        return State(
            states.get_or_make((key, "shown"), shown) if is_large and viewer is None else shown(),
            states.get_or_make((key, "counted"), partial(read_counted, db, rendition)),
        )


def _send(kept: Kept, content_type: str, name: str | None) -> Response:
    if request.if_none_match.contains_weak(kept.etag):
        response = Response(status=304)
    else:
        response = send_kept(kept.path, content_type=content_type, name=name)
    response.set_etag(kept.etag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _ask(rendition: Rendition, state: State, *, waits: bool) -> Kept | None:
    """Ask for the file. Returns None while it is not there. waits: a little, where it is the only one."""
    parts = services()
    folder = parts.renditions
    if parts.makes_renditions:
        make_here(rendition)
        return folder.find(rendition, state)
    if folder.is_asked(rendition):
        return None
    count_request(cost=MAKING_COST)
    waits = waits and folder.is_idle()
    asked = folder.ask(rendition, networks=asking_networks())
    if asked == "full":
        raise TooManyWaiting(seconds=BUSY_SECONDS)
    if asked == "failed":
        raise TooManyWaiting(seconds=int(PAUSE_AFTER_FAILURE.total_seconds()))
    if waits:
        ask_again_when(lambda: folder.find(rendition, state) is not None)
    return None


def asking_networks() -> tuple[str, str]:
    """Digests of the networks of networks_of() that this request comes from."""
    sign = services().signer.keyed_digest
    narrow, wide = networks_of(request.remote_addr or "")
    return sign("network", narrow)[:NETWORK_DIGITS], sign("network", wide)[:NETWORK_DIGITS]


def make_here(rendition: Rendition) -> None:
    """Make a file in this process: in tests."""
    parts = services()
    publisher = Publisher(parts.config.public_url, parts.pseudonym)
    materials = Materials(parts.config.public_url, publisher, parts.country_map, parts.files)
    make_rendition(parts.database, parts.renditions, rendition, materials, now=now())


def being_made() -> ResponseReturnValue:
    """A page that loads itself again for a browser, 503 for a program."""
    if request.method == "HEAD" or "text/html" not in request.accept_mimetypes.values():
        raise BeingMade(seconds=AGAIN_SECONDS)
    response = make_response(render_template("pages/desk/exports/being_made.html", seconds=AGAIN_SECONDS))
    response.status_code = 202
    response.headers["Retry-After"] = str(AGAIN_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
