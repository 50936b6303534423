"""The outbox for administrators of the nation: why mails do not arrive, and what to do about it."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import mail as actions
from idea4gov.domain.mail import domain_of
from idea4gov.domain.numbers import whole_number
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, ngettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, services, transaction

bp = Blueprint("mail", __name__)


@bp.get("/desk/mail")
@require("site:watch")
def show() -> ResponseReturnValue:
    """The mails that wait, or with `?given-up=1` those that are given up. `?after=`: the last one before."""
    viewer, given_up = require_viewer(), "given-up" in request.args
    after_id = whole_number(request.args.get("after", "")) or 0
    with reading() as db:
        outbox = actions.show_outbox(db, viewer, given_up=given_up, after_id=after_id, now=now())
    here: dict[str, Any] = {"given-up": 1} if given_up else {}
    page = partial(url_for, "mail.show", **here)
    return render_template(
        "pages/desk/mail.html",
        outbox=outbox,
        mails=[(one, domain_of(one.recipient)) for one in outbox.mails],
        given_up=given_up,
        has_relay=bool(services().config.mail_url),
        keep_days=services().config.mail_keep_days,
        next_url=page(after=outbox.next_id) if outbox.next_id else None,
        first_url=page() if after_id else None,
    )


@bp.post("/desk/mail/test")
@require("site:watch")
def test() -> Response:
    """Put a mail to the viewer into the outbox."""
    with transaction() as db:
        actions.send_test(db, require_viewer(), site=services().config.public_url, now=now())
    flash(
        gettext("A test mail to you waits for the worker. If it still stands here in a minute, read why."),
        "success",
    )
    return redirect(url_for("mail.show"), 303)


@bp.post("/desk/mail/resend", defaults={"mail_id": None})
@bp.post("/desk/mail/<id:mail_id>/resend")
@require("site:watch")
def resend(mail_id: int | None) -> Response:
    """Try a mail again at once, or all that are given up."""
    with transaction() as db:
        number = actions.resend(db, require_viewer(), mail_id, now=now())
    return _finish(
        ngettext("%(num)s mail is tried at once.", "%(num)s mails are tried at once.", number), number
    )


@bp.post("/desk/mail/drop", defaults={"mail_id": None})
@bp.post("/desk/mail/<id:mail_id>/drop")
@require("site:watch")
def drop(mail_id: int | None) -> Response:
    """Delete a mail, or all that are given up."""
    with transaction() as db:
        number = actions.drop(db, require_viewer(), mail_id, now=now())
    done = ngettext("%(num)s mail is deleted.", "%(num)s mails are deleted.", number)
    return _finish(done, number)


def _finish(done: str, number: int) -> Response:
    """Say what was done to so many mails, and go back to the list."""
    if number:
        flash(done, "success")
    else:
        flash(gettext("There is no such mail any more: it was sent, or deleted."), "info")
    return redirect(url_for("mail.show"), 303)
