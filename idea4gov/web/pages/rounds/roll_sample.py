"""The sample of a roll for officials: draw it, look its voters up, say what was found."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds.roll_sample import LOOK, draw_sample, get_sample_page, note_look, say_found
from idea4gov.domain.fields import at_field
from idea4gov.domain.numbers import read_number
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.roll_sample import LEAST, MOST, USUAL
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, right_now, transaction
from idea4gov.web.pages.rounds.forms import DrawSampleForm, OutcomeForm

bp = Blueprint("roll_sample", __name__)


@bp.route("/desk/rounds/<id:round_id>/sample", methods=["GET", "POST"])
@require(LOOK)
def sample(round_id: int) -> ResponseReturnValue:
    """The lines with what is needed to look them up; POST draws them."""
    viewer, form = require_viewer(), DrawSampleForm()
    if not form.is_submitted():
        form.size.data = str(USUAL)
    done, status = run_form(form, lambda: _draw(viewer, round_id, form))
    if done:
        return done
    with reading() as db:
        page = get_sample_page(db, viewer, round_id)
    if page.sample and not page.is_noted:
        with transaction() as db:
            note_look(db, viewer, round_id, now=now())
    return render_template(
        "pages/rounds/sample.html", page=page, round=page.round, form=form, least=LEAST, most=MOST
    ), status


@bp.post("/desk/rounds/<id:round_id>/sample/<id:position>")
@require(LOOK)
def line(round_id: int, position: int) -> ResponseReturnValue:
    """Say what the house register says of one line."""
    form = OutcomeForm()
    with transaction() as db:
        say_found(db, require_viewer(), round_id, position, form.outcome.data or "", now=now())
    flash(gettext("Saved: line %(number)s.", number=position), "success")
    return redirect(url_for("rounds.roll_sample.sample", round_id=round_id), 303)


def _draw(viewer: Viewer, round_id: int, form: DrawSampleForm) -> Response:
    with at_field("size"):
        size = read_number(form.size.data or "", least=LEAST, most=MOST)
    with transaction() as db:
        draw_sample(db, viewer, round_id, size=size, now=right_now())
    flash(
        gettext("The lines are drawn. Now two people look each of them up in the house register."), "success"
    )
    return redirect(url_for("rounds.roll_sample.sample", round_id=round_id), 303)
