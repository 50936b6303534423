"""Public pages for people who are not logged in: kept for seconds in memory, and revalidated by ETag.

A board that is shared in a village's chat is read by hundreds in a minute, who all see the same page.
A view opts in with @cached_for_visitors. Each answer gets a nonce of its own, also from the memory.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, cast

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from idea4gov.web.http.appearance import theme
from idea4gov.web.http.locale import language, voice
from idea4gov.web.http.security import csp_nonce
from idea4gov.web.render.compression import Mould, accepts_gzip, mark_gzip
from idea4gov.web.render.environment import Voice

P = ParamSpec("P")
MAX_PAGES = 512
KEY, PARTS_KEY = "idea4gov-pages", "idea4gov-parts-of-pages"


@dataclass(frozen=True)
class _Page:
    mould: Mould
    etag: str
    expires_at: float


def install_page_cache(app: Flask, *, seconds: int) -> None:
    """Keep visitors' pages for `seconds`; 0 turns the memory off, and leaves the ETag."""
    app.extensions[KEY] = (OrderedDict[tuple[str, str, str], _Page](), seconds)
    app.extensions[PARTS_KEY] = (dict[tuple[str, Voice], tuple[Markup, float]](), seconds)


def cached_for_visitors(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Remember what `view` answers to people without a session. Below the guard, above the view."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]):
            return view(*args, **kwargs)
        pages, seconds = current_app.extensions[KEY]
        key = (request.full_path, language(), theme())
        page = pages.get(key)
        if page is None or page.expires_at < time.monotonic():
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200 or response.headers.get("Set-Cookie"):
                return response
            page = _remember(pages, key, response, seconds)
        return _respond(page)

    return answer


def for_everybody(name: str, make: Callable[[], Markup]) -> Markup:
    """What `make` gives: part of a page, the same for every reader of a voice, and kept as long as pages are.

    name: of the part. make: by rendering.part_of_page, so that nobody's token is in it.
    """
    parts, seconds = current_app.extensions[PARTS_KEY]
    part, expires_at = parts.get((name, voice()), (Markup(), 0.0))
    if expires_at < time.monotonic():
        part = make()
        parts[name, voice()] = part, time.monotonic() + seconds
    return cast(Markup, part)


def _remember(
    pages: OrderedDict[Any, _Page], key: tuple[str, str, str], response: Response, seconds: int
) -> _Page:
    body, nonce = response.get_data(), csp_nonce().encode()
    etag = hashlib.sha256(body.replace(nonce, b"")).hexdigest()[:32]
    page = _Page(Mould(body, nonce), etag, time.monotonic() + seconds)
    if seconds:
        pages[key] = page
        while len(pages) > MAX_PAGES:
            pages.popitem(last=False)
    return page


def _respond(page: _Page) -> Response:
    nonce, is_small = csp_nonce().encode(), accepts_gzip()
    response = Response(page.mould.gzip(nonce) if is_small else page.mould.text(nonce), mimetype="text/html")
    if is_small:
        mark_gzip(response)
    response.set_etag(page.etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    # The service worker may keep this page for a poor connection: nothing in it is anybody's own.
    response.headers["Offline-Copy"] = "keep"
    response.make_conditional(request)
    return response
