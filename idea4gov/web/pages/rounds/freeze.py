"""The frozen projects of a round, and errata of their words during the preview."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds import errata
from idea4gov.actions.rounds.hosted import list_built
from idea4gov.actions.rounds.screening import get_reviewed
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.imports import PROJECT_TITLE_MAX_LENGTH
from idea4gov.domain.text import clean_line
from idea4gov.store.rounds.freeze import get_frozen_project, list_frozen_projects
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import reading, round_time, transaction
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.forms import LOCATION_MAX_LENGTH, CorrectForm

bp = Blueprint("freeze", __name__)


@bp.get("/desk/rounds/<id:round_id>/projects")
@require("round:review")
def projects(round_id: int) -> ResponseReturnValue:
    """The projects of a frozen round, each with links to what officials may do."""
    with reading() as db:
        found = get_reviewed(db, require_viewer(), round_id)
        lines = list_frozen_projects(db, round_id)
        built = list_built(db, round_id)
    return render_template("pages/rounds/freeze/projects.html", round=found, lines=lines, built=built)


@bp.route("/desk/rounds/<id:round_id>/projects/<id:project_id>/correct", methods=["GET", "POST"])
@require("round:edit")
def correct(round_id: int, project_id: int) -> ResponseReturnValue:
    """Correct the words of a project during the preview."""
    viewer, form = require_viewer(), CorrectForm()
    done, status = run_form(form, lambda: _correct(viewer, round_id, project_id, form))
    if done:
        return done
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        line = get_frozen_project(db, round_id, project_id)
    if not form.is_submitted():
        form.title.data, form.location.data = line.title, line.location
    return render_template(
        "pages/rounds/freeze/correct.html", form=form, round=found, line=line, max_length=REASON_MAX_LENGTH
    ), status


def _correct(viewer: Viewer, round_id: int, project_id: int, form: CorrectForm) -> Response:
    title = clean_line(form.title.data or "", max_length=PROJECT_TITLE_MAX_LENGTH)
    typed = (form.location.data or "").strip()
    location = clean_line(typed, max_length=LOCATION_MAX_LENGTH) if typed else ""
    with transaction() as db:
        errata.correct_project(
            db,
            viewer,
            round_id,
            project_id,
            title=title,
            location=location,
            reason=form.reason.data,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("Corrected. Both wordings and the new digest stand on the timeline."), "success")
    return redirect(url_for("rounds.freeze.projects", round_id=round_id), 303)
