"""Milestones: officials report on funded projects, with photos."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds import milestones
from idea4gov.actions.rounds.screening import get_reviewed
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import ALT_MAX_LENGTH
from idea4gov.domain.rounds.milestones import MILESTONE_MAX_LENGTH
from idea4gov.store.photos import MAX_OF_MILESTONES, list_of_milestones
from idea4gov.store.rounds import freeze
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import reading, round_time, transaction
from idea4gov.web.pages.proposals.photos import SentPhotos
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.forms import MilestoneForm

bp = Blueprint("milestones", __name__)


@bp.route("/desk/rounds/<id:round_id>/projects/<id:project_id>/report", methods=["GET", "POST"])
@require("round:report")
def report(round_id: int, project_id: int) -> ResponseReturnValue:
    """Report on a funded project."""
    viewer, form = require_viewer(), MilestoneForm()
    sent = SentPhotos(viewer, form)
    done, status = run_form(form, lambda: _report(viewer, round_id, project_id, form, sent))
    if done:
        return done
    sent.keep()
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        line = freeze.get_frozen_project(db, round_id, project_id)
        shown = list_of_milestones(db, project_id=project_id)
    return render_template(
        "pages/rounds/milestones/report.html",
        form=form,
        round=found,
        line=line,
        photos=[photo for each in shown.values() for photo in each],
        lengths=(MILESTONE_MAX_LENGTH, ALT_MAX_LENGTH),
    ), status


@bp.post("/desk/rounds/<id:round_id>/projects/<id:project_id>/photos/remove")
@require("round:report")
def remove(round_id: int, project_id: int) -> ResponseReturnValue:
    """Remove the ticked photos from the milestones of a project."""
    names = request.form.getlist("remove")[:MAX_OF_MILESTONES]
    with transaction() as db:
        milestones.remove_photos(
            db,
            require_viewer(),
            round_id,
            project_id,
            names=names,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("The photos are removed."), "success")
    return redirect(url_for("rounds.milestones.report", round_id=round_id, project_id=project_id), 303)


def _report(
    viewer: Viewer, round_id: int, project_id: int, form: MilestoneForm, sent: SentPhotos
) -> Response:
    milestone = form.read()
    photos = sent.read()
    with transaction() as db:
        milestones.add_milestone(
            db,
            viewer,
            round_id,
            project_id,
            milestone,
            photos=photos,
            form_key=form.form_key.data,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("The report is published."), "success")
    return redirect(url_for("rounds.freeze.projects", round_id=round_id), 303)
