"""The desk of a frozen round: errata, answers to objections, and reports on what is built."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds import milestones
from idea4gov.actions.rounds.hosted import list_built
from idea4gov.actions.rounds.screening import get_reviewed
from idea4gov.domain.fields import at_field
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import ALT_MAX_LENGTH
from idea4gov.domain.rounds.imports import PROJECT_TITLE_MAX_LENGTH
from idea4gov.domain.rounds.screening import MILESTONE_MAX_LENGTH, OBJECTION_MAX_LENGTH, clean_milestone
from idea4gov.domain.text import clean_line
from idea4gov.store.photos import MAX_OF_MILESTONES, list_of_milestones
from idea4gov.store.rounds import freeze
from idea4gov.web.http.form_flow import attempt
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.mail_dispatcher import post_soon
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.proposals.photos import read_photos, say_photos_are_lost
from idea4gov.web.pages.rounds.forms import CorrectForm, MilestoneForm, ObjectionAnswerForm
from idea4gov.web.pages.rounds.settling import page_url, settle_if_due

bp = Blueprint("following", __name__)
LOCATION_MAX_LENGTH = 200


@bp.get("/desk/rounds/<id:round_id>/projects")
@require("round:review")
def projects(round_id: int) -> ResponseReturnValue:
    """The projects of a frozen round, with what one may do about each."""
    settle_if_due(round_id)
    with reading() as db:
        found = get_reviewed(db, require_viewer(), round_id)
        lines = freeze.list_paper(db, round_id)
        built = list_built(db, round_id)
    return render_template("pages/desk_rounds/projects.html", round=found, lines=lines, built=built)


@bp.route("/desk/rounds/<id:round_id>/projects/<id:project_id>/correct", methods=["GET", "POST"])
@require("round:edit")
def correct(round_id: int, project_id: int) -> ResponseReturnValue:
    """Correct the words of a project while people look at the ballot paper."""
    settle_if_due(round_id)
    viewer, form = require_viewer(), CorrectForm()
    done, status = attempt(form, lambda: _correct(viewer, round_id, project_id, form))
    if done:
        return done
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        line = freeze.get_paper_line(db, round_id, project_id)
    if not form.is_submitted():
        form.title.data, form.location.data = line.title, line.location
    return render_template(
        "pages/desk_rounds/correct.html", form=form, round=found, line=line, max_length=REASON_MAX_LENGTH
    ), status


@bp.get("/desk/rounds/<id:round_id>/objections")
@require("round:edit")
def objections(round_id: int) -> ResponseReturnValue:
    """Objections and contests that wait, then those answered: `?before=` a later page."""
    settle_if_due(round_id)
    before_id = whole_number(request.args.get("before", ""))
    with reading() as db:
        found = get_reviewed(db, require_viewer(), round_id)
        rows = freeze.list_objections(db, round_id, before_id=before_id, limit=freeze.PAGE_SIZE + 1)
    more = len(rows) > freeze.PAGE_SIZE
    rows = rows[: freeze.PAGE_SIZE]
    here = url_for("following.objections", round_id=round_id)
    return render_template(
        "pages/desk_rounds/objections.html",
        round=found,
        rows=rows,
        next_url=f"{here}?before={rows[-1].id}" if more else None,
        first_url=here if before_id else None,
    )


@bp.route("/desk/rounds/<id:round_id>/objections/<id:objection_id>", methods=["GET", "POST"])
@require("round:edit")
def answer(round_id: int, objection_id: int) -> ResponseReturnValue:
    """Answer an objection or a contest."""
    viewer, form = require_viewer(), ObjectionAnswerForm()
    done, status = attempt(form, lambda: _answer(viewer, round_id, objection_id, form))
    if done:
        return done
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        objection = freeze.get_objection(db, round_id, objection_id)
    return render_template(
        "pages/desk_rounds/answer.html",
        form=form,
        round=found,
        objection=objection,
        max_length=OBJECTION_MAX_LENGTH,
    ), status


@bp.route("/desk/rounds/<id:round_id>/projects/<id:project_id>/report", methods=["GET", "POST"])
@require("round:report")
def report(round_id: int, project_id: int) -> ResponseReturnValue:
    """Report on a funded project."""
    viewer, form = require_viewer(), MilestoneForm()
    done, status = attempt(form, lambda: _report(viewer, round_id, project_id, form))
    if done:
        return done
    say_photos_are_lost(form)
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        line = freeze.get_paper_line(db, round_id, project_id)
        shown = list_of_milestones(db, project_id=project_id)
    return render_template(
        "pages/desk_rounds/report.html",
        form=form,
        round=found,
        line=line,
        photos=[photo for each in shown.values() for photo in each],
        lengths=(MILESTONE_MAX_LENGTH, ALT_MAX_LENGTH),
    ), status


@bp.post("/desk/rounds/<id:round_id>/projects/<id:project_id>/photos/remove")
@require("round:report")
def remove(round_id: int, project_id: int) -> ResponseReturnValue:
    """Remove the photos that were marked from the reports on a project."""
    names = request.form.getlist("remove")[:MAX_OF_MILESTONES]
    with transaction() as db:
        milestones.remove_photos(
            db, require_viewer(), round_id, project_id, names=names, page_url=page_url(round_id), now=now()
        )
    post_soon()
    flash(gettext("The photos are removed."), "success")
    return redirect(url_for("following.report", round_id=round_id, project_id=project_id), 303)


def _correct(viewer: Viewer, round_id: int, project_id: int, form: CorrectForm) -> Response:
    with at_field("title"):
        title = clean_line(form.title.data or "", max_length=PROJECT_TITLE_MAX_LENGTH)
    with at_field("location"):
        typed = (form.location.data or "").strip()
        location = clean_line(typed, max_length=LOCATION_MAX_LENGTH) if typed else ""
    with transaction() as db:
        milestones.correct_project(
            db,
            viewer,
            round_id,
            project_id,
            title=title,
            location=location,
            reason=form.reason.data,
            page_url=page_url(round_id),
            now=now(),
        )
    flash(gettext("Corrected. Both wordings and the new number stand on the timeline."), "success")
    return redirect(url_for("following.projects", round_id=round_id), 303)


def _answer(viewer: Viewer, round_id: int, objection_id: int, form: ObjectionAnswerForm) -> Response:
    with transaction() as db:
        milestones.answer_objection(
            db,
            viewer,
            round_id,
            objection_id,
            answer=form.answer.data,
            page_url=page_url(round_id),
            now=now(),
        )
    flash(gettext("The answer is published."), "success")
    return redirect(url_for("following.objections", round_id=round_id), 303)


def _report(viewer: Viewer, round_id: int, project_id: int, form: MilestoneForm) -> Response:
    milestone = clean_milestone(
        state=form.state.data or "", percent=form.percent.data or "", body=form.body.data or ""
    )
    photos = read_photos(viewer, form.alt.data or "")
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
            now=now(),
        )
    post_soon()
    flash(gettext("The report is published."), "success")
    return redirect(url_for("following.projects", round_id=round_id), 303)
