"""The cache of pages for people who are not logged in. Browsers revalidate these pages by ETag.

When a board is shared in the chat of a village, hundreds of people read the same page within a minute. A view
is cached if it has the decorator @cached_for_visitors. Each answer from the cache still gets its own nonce.
"""

import hashlib
import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NamedTuple, ParamSpec, cast

from flask import Flask, Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from idea4gov.outside.bounded_cache import BoundedCache
from idea4gov.web.http.appearance import theme
from idea4gov.web.http.line_browser import is_in_line, mark_links
from idea4gov.web.http.locale import language, locale_variant
from idea4gov.web.http.login import has_own_pages
from idea4gov.web.http.network_limits import count_request, uncounted
from idea4gov.web.http.request_decoding import ReadableRequest
from idea4gov.web.http.security import csp_nonce
from idea4gov.web.http.standby import read_near
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
    """Create the cache of `app`.

    seconds: how long a page is cached; 0 caches nothing, but pages still have an ETag. max_bytes: of all
    pages. timer: monotonic seconds.
    """
    app.extensions[KEY] = BoundedCache[tuple[Any, ...], Any](
        max_bytes=max_bytes if seconds else 0, seconds=seconds, timer=timer
    )


def cached_for_visitors(*, args: tuple[str, ...] = ()) -> Callable[[View[P]], View[P]]:
    """Cache the pages of a view for people who are not logged in. Stands between the guard and the view.

    args: the query arguments that the view reads. All others are removed before the view is called, also for
    people who are logged in. So the address with these arguments, the language, the theme and whether LINE
    shows it identify a page.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(*positional: P.args, **named: P.kwargs) -> ResponseReturnValue:
            cast(ReadableRequest, request).keep_arguments(args)
            if has_own_pages():
                count_request()
                return view(*positional, **named)
            pages = current_app.extensions[KEY]
            key = request.root_path, request.full_path, language(), theme(), is_in_line()
            page = pages.get(key)
            if page is None:
                count_request()
                response = make_response(read_near(partial(view, *positional, **named)))
                if not _is_for_everybody(response):
                    return response
                if is_in_line():
                    response.set_data(mark_links(response.get_data()))
                page = _precompress(response)
                pages.put(key, page)
            return _respond(page)

        answer.cached_args = args  # type: ignore[attr-defined]
        return cast(Callable[P, ResponseReturnValue], uncounted(answer))

    return decorate


def for_everybody(name: str, make: Callable[[], Markup]) -> Markup:
    """A part of pages that is the same for all readers of a locale variant, cached as pages are.

    name: of the part, its key. make: renders it by part_of_page(), so that it contains no reader's token.
    """
    return cast(Markup, current_app.extensions[KEY].get_or_make((name, locale_variant()), make))


def _is_for_everybody(response: Response) -> bool:
    """Whether a page contains nothing that belongs to one visitor.

    Their visit was empty, so the page can contain a value of it only if the view has written one, such as
    the token of a form. Flask sets the cookie of the visit later; other cookies are in the response already.
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
    # Allows the service worker to store the page for reading it offline: nothing in it is personal.
    response.headers["Offline-Copy"] = "keep"
    response.make_conditional(request)
    return response
