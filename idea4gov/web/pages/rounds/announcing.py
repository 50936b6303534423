"""After voting: an official announces the result, and makes it final."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds.announcing import announce as announce_round
from idea4gov.actions.rounds.announcing import confirm as confirm_round
from idea4gov.actions.rounds.announcing import get_counting_page
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.offloading import offload_if_possible
from idea4gov.web.http.services import now, reading, right_now, services
from idea4gov.web.pages.desk.forms import CloseForm
from idea4gov.web.pages.rounds.blueprint import page_url

bp = Blueprint("announcing", __name__)


@bp.route("/desk/rounds/<id:round_id>/announce", methods=["GET", "POST"])
@require("round:edit")
def announce(round_id: int) -> ResponseReturnValue:
    """Count the sealed ballots, and announce the provisional result."""
    return _page("announce", round_id, announce_round, gettext("The provisional result is announced."))


@bp.route("/desk/rounds/<id:round_id>/confirm", methods=["GET", "POST"])
@require("round:edit")
def confirm(round_id: int) -> ResponseReturnValue:
    """Recount the sealed ballots, and make the provisional result final."""
    return _page("confirm", round_id, confirm_round, gettext("The result is final."))


def _page(name: str, round_id: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    viewer, form = require_viewer(), CloseForm()

    def send() -> Response:
        offload_if_possible(for_office=True)
        act(services().database, viewer, round_id, page_url=page_url(round_id), now=right_now())
        flash(done, "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)

    sent, status = run_form(form, send)
    if sent:
        return sent
    with reading() as db:
        page = get_counting_page(db, viewer, round_id, now=now())
    return render_template(
        f"pages/rounds/announcing/{name}.html", form=form, page=page, round=page.round
    ), status
