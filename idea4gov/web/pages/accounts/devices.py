"""The devices on which the viewer is logged in: a list, the end of one or all, the code for this one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.accounts import sessions
from idea4gov.domain.sessions import require_confirmed_device
from idea4gov.store.session import WritingRefused
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, ngettext
from idea4gov.web.http.login import device_cookie, end_session, require_viewer
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import now, reading, services, transaction, writing_is_refused
from idea4gov.web.pages.accounts.blueprint import bp


@bp.get("/me/devices")
@require("account:own")
def devices() -> ResponseReturnValue:
    """Where the viewer is logged in, this device first."""
    viewer = require_viewer()
    with reading() as db:
        listed = sessions.list_own_sessions(db, viewer, now=now())
    listed.sort(key=lambda one: one.id != viewer.session_id)
    return render_template(
        "pages/accounts/devices.html",
        sessions=listed,
        own_id=viewer.session_id,
        is_confirmed=viewer.on_confirmed_device,
    )


@bp.route("/me/devices/confirm", methods=["GET", "POST"])
@require("account:own")
def confirm_device() -> Response:
    """Confirm this device by a mailed code, then go on to `?next=`. The form: reauthentication.py."""
    require_confirmed_device(require_viewer())
    if request.method == "POST":
        if writing_is_refused():
            raise WritingRefused()
        flash(gettext("This device is confirmed."), "success")
    return redirect(safe_next(request.args.get("next"), url_for("accounts.devices")), 303)


@bp.post("/me/devices/<id:session_id>/end")
@require("account:own")
def end_device(session_id: int) -> Response:
    """Log out on one device. On this one it is a log-out."""
    viewer = require_viewer()
    with transaction() as db:
        sessions.end_own_session(db, services().signer, viewer, session_id, device_cookie(), now=now())
    if session_id == viewer.session_id:
        end_session()
        flash(gettext("You are logged out."), "success")
        return redirect(url_for("places.home"), 303)
    flash(gettext("That device is logged out."), "success")
    return redirect(url_for("accounts.devices"), 303)


@bp.post("/me/devices/end-others")
@require("account:own")
def end_other_devices() -> Response:
    """Log out on every device but this one."""
    with transaction() as db:
        ended = sessions.end_other_sessions(
            db, services().signer, require_viewer(), device_cookie(), now=now()
        )
    flash(
        ngettext("%(num)s other device is logged out.", "%(num)s other devices are logged out.", ended),
        "success",
    )
    return redirect(url_for("accounts.devices"), 303)
