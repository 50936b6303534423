"""Default deny: a route without a guard answers 404, and a test fails on it."""

from collections.abc import Callable
from typing import Any, Final, Literal, ParamSpec, TypeVar

from flask import Flask, abort, current_app, flash, jsonify, redirect, request, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from idea4gov.domain.errors import N_
from idea4gov.domain.passwords import OFFICIAL_PASSWORD_MIN_LENGTH
from idea4gov.domain.permissions import Permission, is_for_officials, may, waits_for_device
from idea4gov.domain.sessions import DeviceUnconfirmed
from idea4gov.web.http.carried_forms import CarriedForm, sent_form
from idea4gov.web.http.errors import wants_json
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import current_viewer, foreign_reader
from idea4gov.web.http.next_path import this_page

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC: Final = "public"
Guard = Permission | Literal["public"]
LOG_IN_FIRST = N_("Please log in first.")
LONGER_PASSWORD_FIRST = N_(
    "You work for an office now: please choose a password of at least %(min_length)s characters first. "
    "Then everything is open to you."
)


class LogInRequired(Exception):
    """Somebody who is not logged in, any more, sent a form. carried: what was typed."""

    def __init__(self, carried: CarriedForm) -> None:
        super().__init__(carried.path)
        self.carried = carried


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Guard: anyone may call this route."""
    return _guarded(view, PUBLIC)


def require(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard: the viewer must have `permission` in at least one place. The action checks the place itself."""
    return lambda view: _guarded(view, permission)


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """The guard that a view carries: "public", a permission, or None."""
    return getattr(view, "guard", None)


def install_guards(app: Flask) -> None:
    """Check the guard of each request before its view is called."""
    app.before_request(_enforce)


def _guarded(view: Callable[P, R], guard: Guard) -> Callable[P, R]:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def _enforce() -> Response | None:
    if request.endpoint is None:
        return None
    guard = guard_of(current_app.view_functions[request.endpoint])
    if guard == PUBLIC:
        return None
    if guard is None:
        abort(404)
    viewer = current_viewer()
    if viewer is None and foreign_reader():
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    if viewer is None:
        return _ask_to_log_in()
    if waits_for_device(viewer, guard):
        raise DeviceUnconfirmed()
    if not may(viewer, guard):
        abort(404)
    if viewer.must_lengthen_password and is_for_officials(guard):
        return _ask_for_longer_password()
    return None


def _ask_for_longer_password() -> Response:
    """Redirect to the form of the password. Our scripts get the sentence in JSON."""
    says = gettext(LONGER_PASSWORD_FIRST, min_length=OFFICIAL_PASSWORD_MIN_LENGTH)
    if wants_json():
        response = jsonify(error=says, code="longer_password_required")
        response.status_code = 403
        return response
    flash(says, "info")
    return redirect(url_for("accounts.change_password", _anchor="new-password"), 303)


def _ask_to_log_in() -> Response:
    """Redirect to the log-in page. Our scripts get its address in JSON, because fetch() follows redirects.

    Raises LogInRequired for a form in which something was typed.
    """
    log_in_url = url_for("accounts.log_in", next=this_page())
    if not wants_json():
        carried = sent_form() if request.method == "POST" else None
        if carried:
            raise LogInRequired(carried)
        return redirect(log_in_url, 303)
    response = jsonify(error=gettext(LOG_IN_FIRST), code="login_required", log_in_url=log_in_url)
    response.status_code = 401
    return response
