"""Reports: the form that reports a post, and the page on which an official decides about it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import reports
from idea4gov.domain.moderation import REASON_MAX_LENGTH, PostKind
from idea4gov.domain.permissions import Viewer
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.desk.moderation_forms import DecisionForm, ReportForm
from idea4gov.web.pages.desk.posts import KINDS, page_of

bp = Blueprint("reports", __name__)


@bp.route("/<any(boards,proposals,comments):posts>/<id:post_id>/report", methods=["GET", "POST"])
@require("report:post")
def report(posts: str, post_id: int) -> ResponseReturnValue:
    """Report a board, a proposal, or a comment."""
    kind = KINDS[posts]
    viewer, form = require_viewer(), ReportForm()
    done, status = run_form(form, lambda: _send(viewer, kind, post_id, form))
    if done:
        return done
    with reading() as db:
        found, is_reported = reports.get_reportable(db, viewer, kind, post_id)
    return render_template(
        "pages/desk/reports/report.html",
        form=form,
        found=found,
        is_reported=is_reported,
        address=page_of(found.post),
        max_length=REASON_MAX_LENGTH,
    ), status


@bp.route("/desk/reports/<id:case_id>", methods=["GET", "POST"])
@require("content:moderate")
def decide(case_id: int) -> ResponseReturnValue:
    """The reported post and the reasons of the reports; hide the post, or leave it standing."""
    viewer, form = require_viewer(), DecisionForm()
    done, status = run_form(form, lambda: _decide(viewer, case_id, form))
    if done:
        return done
    with reading() as db:
        case, reasons = reports.get_case(db, viewer, case_id)
    return render_template(
        "pages/desk/reports/decide.html",
        form=form,
        case=case,
        reasons=reasons,
        address=page_of(case.post),
        max_length=REASON_MAX_LENGTH,
    ), status


def _send(viewer: Viewer, kind: PostKind, post_id: int, form: ReportForm) -> Response:
    with transaction() as db:
        is_new = reports.report_post(db, viewer, kind, post_id, reason=form.reason.data, now=now())
        found, _ = reports.get_reportable(db, viewer, kind, post_id)
    if is_new:
        flash(gettext("Thank you. An official of this place will look at it."), "success")
    else:
        flash(gettext("You have reported this already. It waits for an official."), "info")
    return redirect(page_of(found.post), 303)


def _decide(viewer: Viewer, case_id: int, form: DecisionForm) -> Response:
    with transaction() as db:
        if form.decision.data == "dismiss":
            reports.dismiss_reports(db, viewer, case_id, reason=form.reason.data, now=now())
            done = gettext("The reports are dismissed. Your reason stands in the public log.")
        else:
            case, _ = reports.get_case(db, viewer, case_id)
            page_url = services().config.public_url + page_of(case.post)
            reports.hide_reported(db, viewer, case_id, reason=form.reason.data, page_url=page_url, now=now())
            done = gettext("It is hidden, and its author was told why.")
    flash(done, "success")
    return redirect(url_for("desk.queue", name="reports"), 303)
