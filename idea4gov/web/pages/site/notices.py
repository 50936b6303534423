"""The notices of the viewer, and whether they come by mail, too."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions import notices as actions
from idea4gov.domain.notices import SAYS
from idea4gov.domain.numbers import whole_number
from idea4gov.store import follows, notices
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.site.forms import NoticeMailForm

bp = Blueprint("notices", __name__)


@bp.get("/me/notices")
@require("account:own")
def show() -> ResponseReturnValue:
    """One's own notices, newest first. `?before=`: the last of the page before."""
    viewer, before_id = require_viewer(), whole_number(request.args.get("before", ""))
    with reading() as db:
        found, last = actions.list_own(db, viewer, before_id=before_id)
        followed = follows.list_followed(db, viewer.account_id)
        form = NoticeMailForm(notice_mail=notices.get_notice_mail(db, viewer.account_id))
    return render_template(
        "pages/site/notices/show.html",
        notices=[(one, gettext(SAYS.get(one.kind, one.kind))) for one in found],
        followed=followed,
        form=form,
        next_url=url_for("notices.show", before=last) if last else None,
        first_url=url_for("notices.show") if before_id else None,
    )


@bp.get("/me/notices/<id:notice_id>")
@require("account:own")
def open_one(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read, and redirect to what it is about."""
    with transaction() as db:
        path = actions.open_notice(db, require_viewer(), notice_id, now=now())
    return redirect(path, 303)


@bp.post("/me/notices/read")
@require("account:own")
def read_all() -> ResponseReturnValue:
    """Mark every notice as read."""
    with transaction() as db:
        actions.read_all(db, require_viewer(), now=now())
    return redirect(url_for("notices.show"), 303)


@bp.post("/me/notices/mail")
@require("account:own")
def change_mail() -> ResponseReturnValue:
    """Set whether notices come by mail, too."""
    form = NoticeMailForm()
    with transaction() as db:
        actions.change_mail(db, require_viewer(), is_wanted=bool(form.notice_mail.data), now=now())
    flash(gettext("Your changes are saved."), "success")
    return redirect(url_for("notices.show"), 303)
