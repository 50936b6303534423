"""Protection against cross-site request forgery (CSRF): a form sends back the secret of its visitor's cookie.

The only module that imports Flask-WTF. Its own tokens would be signed with SHA-1; only its forms are used.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_wtf import FlaskForm

from idea4gov.web.http.services import ask_clock, refuse_writing

__all__ = ["FlaskForm", "csrf_token", "exempt_from_csrf", "install_csrf"]

FIELD: Final = "csrf_token"
HEADERS: Final = ("X-CSRFToken", "X-CSRF-Token")
WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SECRET: Final = "form_secret"  # noqa: S105 - the name under which it stands in the cookie
SECRET_BYTES: Final = 32
EXEMPT: Final = "idea4gov-csrf-exempt"
STRICT: Final = "CSRF_NEEDS_REFERRER"


def install_csrf(app: Flask) -> None:
    """Let no POST, PUT, PATCH or DELETE write without the CSRF token of its visitor.

    Such a request is not ended: it may write nothing from here on, so that its form can be shown again with
    what was typed (stale_forms.py).
    """
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions.setdefault(EXEMPT, set())
    app.before_request(_check)


def exempt_from_csrf(app: Flask, blueprint: str) -> None:
    """Accept requests to a blueprint without a token. Only for one that identifies nobody by a cookie."""
    app.extensions.setdefault(EXEMPT, set()).add(blueprint)


def csrf_token() -> str:
    """The token for the forms of this answer: a random mask, and the visitor's secret under that mask.

    Masked anew for each answer, since answers are compressed: what stays the same could be guessed from their
    lengths, piece by piece (BREACH). The secret is made where there is none.
    """
    secret = session.get(SECRET)
    if secret is None:
        secret = session[SECRET] = _text(secrets.token_bytes(SECRET_BYTES))
    # A log-in clears the session, and with it the secret of this request.
    known, token = g.get(FIELD, (None, ""))
    if known != secret:
        mask = secrets.token_bytes(SECRET_BYTES)
        token = _text(mask + _masked(_bytes(secret), mask))
        g.csrf_token = secret, token
    return str(token)


def _check() -> None:
    if request.method not in WRITING or not request.endpoint:
        return
    ask_clock()
    if request.blueprint in current_app.extensions[EXEMPT]:
        return
    if not (_is_ours(_sent_token()) and _has_our_referrer() and _is_of_our_page()):
        refuse_writing()


def _sent_token() -> str:
    return request.form.get(FIELD) or next(filter(None, map(request.headers.get, HEADERS)), "")


def _is_ours(token: str) -> bool:
    if not token or SECRET not in session:
        return False
    try:
        data = _bytes(token)
    except ValueError:
        return False
    if len(data) != 2 * SECRET_BYTES:
        return False
    return compare_digest(_masked(data[SECRET_BYTES:], data[:SECRET_BYTES]), _bytes(session[SECRET]))


def _has_our_referrer() -> bool:
    """Whether the page that sent this is one of ours. Over plain http, in development, nobody is asked."""
    if not (request.is_secure and current_app.config.get(STRICT)):
        return True
    try:
        sent = urlsplit(request.headers.get("Referer", ""))
        ours = urlsplit(request.host_url)
        return (sent.scheme, sent.hostname, sent.port) == (ours.scheme, ours.hostname, ours.port)
    except ValueError:
        return False


def _is_of_our_page() -> bool:
    """Whether the browser, where it tells that, says that one of our pages sent this, or the person alone.

    A token may have leaked; a page of another site, or of another name in our domain, has no use for it.
    """
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _masked(data: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(data, mask, strict=True))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
