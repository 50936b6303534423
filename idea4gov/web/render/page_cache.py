"""Public pages for people who are not logged in: cached for seconds, and revalidated by ETag.

A board that is shared in a village's chat is read by hundreds in a minute, who all see the same page.
A view opts in with @cached_for_visitors. Each answer gets a nonce of its own, also from the cache.
"""

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, cast

from flask import Flask, Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from idea4gov.outside.bounded_cache import BoundedCache
from idea4gov.web.http.appearance import theme
from idea4gov.web.http.locale import language, locale_variant
from idea4gov.web.http.request_decoding import ReadableRequest
from idea4gov.web.http.security import csp_nonce
from idea4gov.web.render.compression import PrecompressedTemplate, accepts_gzip, mark_gzip

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
KEY = "idea4gov-pages"


class _Page(NamedTuple):
    body: PrecompressedTemplate
    etag: str


def install_page_cache(
    app: Flask, *, seconds: int, max_bytes: int, timer: Callable[[], float] = time.monotonic
) -> None:
    """Cache visitors' pages for `seconds`, in `max_bytes` at most; 0 caches nothing, and leaves the ETag."""
    app.extensions[KEY] = BoundedCache[tuple[Any, ...], Any](
        max_bytes=max_bytes if seconds else 0, seconds=seconds, timer=timer
    )


def cached_for_visitors(*, args: tuple[str, ...] = ()) -> Callable[[View[P]], View[P]]:
    """Cache what the view answers to people without a session. Below the guard, above the view.

    args: the query arguments that the view reads. It sees no others, whoever asks, so they cannot change the
    page; the key of a page is its address with these alone.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(*positional: P.args, **named: P.kwargs) -> ResponseReturnValue:
            cast(ReadableRequest, request).keep_arguments(args)
            if request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]):
                return view(*positional, **named)
            pages = current_app.extensions[KEY]
            key = request.root_path, request.full_path, language(), theme()
            page = pages.get(key)
            if page is None:
                response = make_response(view(*positional, **named))
                if not _is_for_everybody(response):
                    return response
                page = _precompress(response)
                pages.put(key, page)
            return _respond(page)

        answer.cached_args = args  # type: ignore[attr-defined]
        return answer

    return decorate


def for_everybody(name: str, make: Callable[[], Markup]) -> Markup:
    """What `make` gives: part of a page, the same for all readers of a locale variant, cached like pages.

    name: of the part. make: by part_of_page, so that nobody's token is in it.
    """
    return cast(Markup, current_app.extensions[KEY].get_or_make((name, locale_variant()), make))


def _is_for_everybody(response: Response) -> bool:
    """Whether nothing in a visitor's page is their own.

    The session began empty, so a page can hold something of it only after somebody wrote to it, as a form
    does for its token. Flask sets the session's cookie later; other cookies are in the response already.
    """
    return response.status_code == 200 and not session.modified and "Set-Cookie" not in response.headers


def _precompress(response: Response) -> _Page:
    body, nonce = response.get_data(), csp_nonce().encode()
    etag = hashlib.sha256(body.replace(nonce, b"")).hexdigest()[:32]
    return _Page(PrecompressedTemplate(body, nonce), etag)


def _respond(page: _Page) -> Response:
    nonce, is_small = csp_nonce().encode(), accepts_gzip()
    response = Response(page.body.gzip(nonce) if is_small else page.body.text(nonce), mimetype="text/html")
    if is_small:
        mark_gzip(response)
    response.set_etag(page.etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    # The service worker may keep this page for a poor connection: nothing in it is anybody's own.
    response.headers["Offline-Copy"] = "keep"
    response.make_conditional(request)
    return response
