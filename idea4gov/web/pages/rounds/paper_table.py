"""Closing the table at which papers are handed out: state their number, and sign it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds import paper_table as actions
from idea4gov.domain.fields import at_field
from idea4gov.domain.numbers import read_number
from idea4gov.domain.permissions import Viewer
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, right_now, transaction
from idea4gov.web.pages.rounds.forms import ButtonForm, PapersForm

bp = Blueprint("paper_table", __name__)
MOST_PAPERS = 1_000_000


@bp.route("/desk/rounds/<id:round_id>/table", methods=["GET", "POST"])
@require(actions.CLOSE)
def table(round_id: int) -> ResponseReturnValue:
    """How many papers were handed out, on GET; POST states it."""
    viewer, form = require_viewer(), PapersForm()
    done, status = run_form(form, lambda: _state(viewer, round_id, form))
    return done or _page(viewer, round_id, form, status)


@bp.route("/desk/rounds/<id:round_id>/table/sign", methods=["GET", "POST"])
@require(actions.CLOSE)
def sign(round_id: int) -> ResponseReturnValue:
    """Sign the number that another official stated; GET shows the same page."""
    viewer, form = require_viewer(), ButtonForm()
    done, status = run_form(form, lambda: _sign(viewer, round_id))
    return done or _page(viewer, round_id, form, status)


def _page(viewer: Viewer, round_id: int, form: PapersForm | ButtonForm, status: int) -> ResponseReturnValue:
    with reading() as db:
        page = actions.get_table_page(db, viewer, round_id)
    fields = form if isinstance(form, PapersForm) else PapersForm(formdata=None)
    return render_template(
        "pages/rounds/paper_ballots/table.html", page=page, round=page.round, form=fields, refused=form
    ), status


def _state(viewer: Viewer, round_id: int, form: PapersForm) -> Response:
    with at_field("papers"):
        papers = read_number(form.papers.data or "", least=0, most=MOST_PAPERS)
    with transaction() as db:
        actions.state_papers(db, viewer, round_id, papers, now=now())
    flash(gettext("Stated. Another official signs it now."), "success")
    return redirect(url_for("rounds.paper_table.table", round_id=round_id), 303)


def _sign(viewer: Viewer, round_id: int) -> Response:
    with transaction() as db:
        actions.sign_papers(db, viewer, round_id, now=right_now())
    flash(gettext("The table is closed. The number of papers is fixed."), "success")
    return redirect(url_for("rounds.paper_table.table", round_id=round_id), 303)
