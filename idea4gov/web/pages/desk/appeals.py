"""Appeals: the page on which an author appeals against a hiding, and the page that decides."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import appeals
from idea4gov.domain.appeals import BODY_MAX_LENGTH
from idea4gov.domain.moderation import REASON_MAX_LENGTH, PostKind
from idea4gov.domain.permissions import Viewer
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.desk.moderation_forms import AppealDecisionForm, AppealForm
from idea4gov.web.pages.desk.posts import KINDS, page_of, page_of_content

bp = Blueprint("appeals", __name__)


@bp.route("/<any(boards,proposals,comments):posts>/<id:post_id>/appeal", methods=["GET", "POST"])
@require("appeal:post")
def appeal(posts: str, post_id: int) -> ResponseReturnValue:
    """Why one's own board, proposal or comment is hidden, and the form that appeals against it."""
    kind = KINDS[posts]
    viewer, form = require_viewer(), AppealForm()
    done, status = run_form(form, lambda: _send(viewer, kind, post_id, form))
    if done:
        return done
    with reading() as db:
        content, standing = appeals.get_own_hidden(db, viewer, kind, post_id)
    return render_template(
        "pages/desk/appeals/appeal.html",
        form=form,
        kind=kind,
        content=content,
        standing=standing,
        address=page_of_content(content, kind),
        max_length=BODY_MAX_LENGTH,
    ), status


@bp.route("/desk/appeals/<id:appeal_id>", methods=["GET", "POST"])
@require("content:moderate")
def decide(appeal_id: int) -> ResponseReturnValue:
    """The hidden post, why it was hidden, and the appeal; restore the post, or keep it hidden."""
    viewer, form = require_viewer(), AppealDecisionForm()
    done, status = run_form(form, lambda: _decide(viewer, appeal_id, form))
    if done:
        return done
    with reading() as db:
        found = appeals.get_appeal(db, viewer, appeal_id)
    return render_template(
        "pages/desk/appeals/decide.html",
        form=form,
        appeal=found,
        is_mine=found.hidden_by_person_id == viewer.person_id,
        max_length=REASON_MAX_LENGTH,
    ), status


def _send(viewer: Viewer, kind: PostKind, post_id: int, form: AppealForm) -> Response:
    with transaction() as db:
        is_new = appeals.appeal_hiding(db, viewer, kind, post_id, body=form.body.data, now=now())
    if is_new:
        flash(gettext("Your appeal is sent. Another official decides, and you are told."), "success")
    else:
        flash(gettext("You have appealed already. This page says what was decided."), "info")
    return redirect(request.path, 303)


def _decide(viewer: Viewer, appeal_id: int, form: AppealDecisionForm) -> Response:
    with transaction() as db:
        page_url = services().config.public_url + page_of(appeals.get_appeal(db, viewer, appeal_id).post)
        decide = appeals.keep_hidden if form.decision.data == "keep" else appeals.restore_appealed
        decide(db, viewer, appeal_id, reason=form.reason.data, page_url=page_url, now=now())
    flash(gettext("The appeal is decided, and its author is told."), "success")
    return redirect(url_for("desk.queue", name="appeals"), 303)
