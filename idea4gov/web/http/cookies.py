"""Cookies of this site: for no script, for no other site, and in production for this host alone."""

from flask import current_app
from werkzeug import Response

YEAR_SECONDS = 365 * 24 * 3600


def cookie_name(plain: str) -> str:
    """The name under which a cookie is sent. Over https no other host can set one that begins so."""
    return f"__Host-{plain}" if _is_https() else plain


def set_cookie(response: Response, plain: str, value: str, *, seconds: int) -> None:
    """Let the browser hold a value for some time. plain: name of the cookie without its prefix."""
    response.set_cookie(
        cookie_name(plain), value, max_age=seconds, httponly=True, samesite="Lax", secure=_is_https()
    )


def delete_cookie(response: Response, plain: str) -> None:
    """Let the browser drop a cookie that set_cookie() gave it."""
    response.delete_cookie(cookie_name(plain), httponly=True, samesite="Lax", secure=_is_https())


def _is_https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
