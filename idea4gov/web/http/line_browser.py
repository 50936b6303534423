"""The browser inside LINE: it keeps few cookies for short, so whoever has to log in is led outside of it.

LINE opens a link with `openExternalBrowser=1` in the browser of the phone.
Source: https://developers.line.biz/en/docs/line-login/using-line-url-scheme/
"""

import re

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from idea4gov.web.http.guards import PUBLIC, guard_of
from idea4gov.web.http.login import current_viewer

OUTSIDE = "openExternalBrowser=1"
ENTRIES = frozenset({"accounts.log_in", "accounts.register"})
_LINE = re.compile(r"\bLine/\d")
_LINK = re.compile(rb'(?<= href=")(/[^"#?]*)(\?[^"#]*)?(?=["#])')


def is_in_line() -> bool:
    """Whether the browser inside LINE sent this request."""
    return _LINE.search(request.headers.get("User-Agent", "")) is not None


def leads_outside() -> bool:
    """Whether links that need a log-in have to open outside: in LINE, for whoever is not logged in there."""
    return is_in_line() and current_viewer() is None


def install_line_browser(app: Flask) -> None:
    """Mark the links of pages for LINE. Install it after the compression, which then follows it."""
    app.jinja_env.globals.update(is_in_line=is_in_line, outside_url=outside_url)
    app.after_request(_mark)


def outside_url(path: str) -> str:
    """The address that LINE opens in the browser of the phone. path: of this site."""
    return f"{path}{'&' if '?' in path else '?'}{OUTSIDE}"


def mark_links(page: bytes) -> bytes:
    """A page of HTML whose links that need a log-in have OUTSIDE in their query."""
    routes = current_app.url_map.bind("")
    return _LINK.sub(lambda link: _marked(routes, link), page)


def _marked(routes: MapAdapter, link: re.Match[bytes]) -> bytes:
    path, query = link[1], link[2] or b""
    if OUTSIDE.encode() in query or not _needs_log_in(routes, path.decode()):
        return link[0]
    return path + query + (b"&amp;" if query else b"?") + OUTSIDE.encode()


def _needs_log_in(routes: MapAdapter, path: str) -> bool:
    try:
        endpoint, _ = routes.match(path)
    except (HTTPException, RequestRedirect):
        return False
    return endpoint in ENTRIES or guard_of(current_app.view_functions[endpoint]) not in (PUBLIC, None)


def _mark(response: Response) -> Response:
    is_page = response.mimetype == "text/html" and not response.is_streamed
    # A page of the cache was marked before it was kept.
    if is_page and "Content-Encoding" not in response.headers and leads_outside():
        response.set_data(mark_links(response.get_data()))
    return response
