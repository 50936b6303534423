"""The door of the list: a voter finds their line in the list of eligible people."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.list_claims import claim_line, get_round_with_list
from idea4gov.domain.permissions import Viewer
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import ballot_time, reading, services
from idea4gov.web.pages.rounds.ballot_forms import ClaimForm

bp = Blueprint("list_claims", __name__)


@bp.route("/rounds/<id:round_id>/ballot/list", methods=["GET", "POST"])
@require("ballot:cast")
def claim(round_id: int) -> ResponseReturnValue:
    """Look oneself up by number, or by house and name; POST leads on to the ballot."""
    viewer, form = require_viewer(), ClaimForm()
    done, status = run_form(form, lambda: _claim(viewer, round_id, form))
    if done:
        return done
    with reading() as db:
        round_, has_line = get_round_with_list(db, viewer, round_id)
    return render_template(
        "pages/rounds/voting/list.html", round=round_, has_line=has_line, form=form
    ), status


def _claim(viewer: Viewer, round_id: int, form: ClaimForm) -> Response:
    claim_line(
        services().database,
        services().identity_keys,
        viewer,
        round_id,
        number=form.national_number.data or "",
        house=form.house.data or "",
        name=form.person.data or "",
        now=ballot_time(),
    )
    flash(gettext("You are on the list of eligible people. Here is your ballot paper."), "success")
    return redirect(url_for("rounds.voting.ballot", round_id=round_id), 303)
