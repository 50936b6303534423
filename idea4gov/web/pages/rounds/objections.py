"""Objections to the ballot paper and contests of the result: written by people, answered by officials."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions.rounds.hosted import get_visible
from idea4gov.actions.rounds.objections import answer_objection, object_to_round
from idea4gov.actions.rounds.screening import get_reviewed
from idea4gov.domain.errors import NotFound
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.objections import OBJECTION_MAX_LENGTH, OBJECTION_STAGES
from idea4gov.store.rounds import freeze
from idea4gov.store.rounds import objections as store_objections
from idea4gov.store.rounds.objections import get_objection, list_objections
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, round_time, transaction
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.forms import ObjectionAnswerForm, ObjectionForm

bp = Blueprint("objections", __name__)


@bp.route("/rounds/<id:round_id>/objections/new", methods=["GET", "POST"])
@require("round:object")
def object_to(round_id: int) -> ResponseReturnValue:
    """Object to the ballot paper, or contest the result; once for each person and stage."""
    viewer, form = require_viewer(), ObjectionForm()
    done, status = run_form(form, lambda: _object(viewer, round_id, form))
    if done:
        return done
    with reading() as db:
        found = get_visible(db, round_id, viewer).at(now())
        lines = freeze.list_frozen_projects(db, round_id)
        stage = OBJECTION_STAGES.get(found.phase)
        has_objected = stage is not None and store_objections.has_objected(
            db, round_id, stage=stage, person_id=viewer.person_id
        )
    if stage is None and not form.is_submitted():
        raise NotFound()
    titles = [SelectChoice(str(line.id), f"{line.code}. {line.title}") for line in lines]
    form.project.choices = [SelectChoice("", gettext("The whole")), *titles]
    return render_template(
        "pages/rounds/objections/object.html",
        form=form,
        round=found,
        has_objected=has_objected and not form.is_submitted(),
        max_length=OBJECTION_MAX_LENGTH,
    ), status


def _object(viewer: Viewer, round_id: int, form: ObjectionForm) -> Response:
    with transaction() as db:
        object_to_round(
            db,
            viewer,
            round_id,
            body=form.body.data,
            project_id=whole_number(form.project.data or ""),
            page_url=page_url(round_id),
            now=round_time(),
        )
    thanks = gettext("Thank you. The officials read it, and their answer appears on the page of the round.")
    flash(thanks, "success")
    return redirect(url_for("rounds.show", round_id=round_id), 303)


@bp.get("/desk/rounds/<id:round_id>/objections")
@require("round:edit")
def objections(round_id: int) -> ResponseReturnValue:
    """Objections and contests that wait for an answer, then those answered.

    `?before=`: the last of the page before.
    """
    before_id = whole_number(request.args.get("before", ""))
    with reading() as db:
        found = get_reviewed(db, require_viewer(), round_id)
        rows = list_objections(db, round_id, before_id=before_id, limit=store_objections.PAGE_SIZE + 1)
    more = len(rows) > store_objections.PAGE_SIZE
    rows = rows[: store_objections.PAGE_SIZE]
    here = url_for("rounds.objections.objections", round_id=round_id)
    return render_template(
        "pages/rounds/objections/objections.html",
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
    done, status = run_form(form, lambda: _answer(viewer, round_id, objection_id, form))
    if done:
        return done
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        objection = get_objection(db, round_id, objection_id)
    return render_template(
        "pages/rounds/objections/answer.html",
        form=form,
        round=found,
        objection=objection,
        max_length=OBJECTION_MAX_LENGTH,
    ), status


def _answer(viewer: Viewer, round_id: int, objection_id: int, form: ObjectionAnswerForm) -> Response:
    with transaction() as db:
        answer_objection(
            db,
            viewer,
            round_id,
            objection_id,
            answer=form.answer.data,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("The answer is published."), "success")
    return redirect(url_for("rounds.objections.objections", round_id=round_id), 303)
