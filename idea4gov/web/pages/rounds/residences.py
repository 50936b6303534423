"""The residence and year of birth of a voter, where a round needs them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions.rounds.voting import BallotPage, declare_for_round, get_ballot_page
from idea4gov.domain.ballots.eligibility import BUDDHIST_ERA
from idea4gov.domain.errors import Forbidden
from idea4gov.domain.permissions import Viewer
from idea4gov.store.places.reading import list_subdistrict_names
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.rounds.ballot_forms import ResidenceForm
from idea4gov.web.render.filters import local_name

bp = Blueprint("residences", __name__)


@bp.route("/rounds/<id:round_id>/ballot/residence", methods=["GET", "POST"])
@require("ballot:cast")
def residence(round_id: int) -> ResponseReturnValue:
    """Ask for what the round needs to know of a voter, and store it."""
    viewer, form = require_viewer(), ResidenceForm()
    try:
        done, status = run_form(form, lambda: _declare(viewer, round_id, form))
    except Forbidden as error:
        # Say on the form why they may not vote: there a wrong entry can be corrected.
        form.refuse(error)
        done, status = None, 422
    if done:
        return done
    with reading() as db:
        page = get_ballot_page(db, viewer, round_id, language=language(), now=now())
        names = list_subdistrict_names(db, page.rule.subdistrict_codes)
    form.place.choices = [
        *(SelectChoice(one.code, local_name(one)) for one in names),
        *(() if names else (SelectChoice("here", _place_name(page)),)),
        SelectChoice("elsewhere", gettext("Somewhere else")),
    ]
    if not form.is_submitted():
        _fill(form, page)
    return render_template(
        "pages/rounds/residences/residence.html", form=form, page=page, round=page.round, rule=page.rule
    ), status


def _declare(viewer: Viewer, round_id: int, form: ResidenceForm) -> Response:
    with transaction() as db:
        declare_for_round(
            db,
            viewer,
            round_id,
            place=form.place.data or "",
            birth_year=form.birth_year.data or "",
            now=now(),
        )
    return redirect(url_for("rounds.voting.ballot", round_id=round_id), 303)


def _place_name(page: BallotPage) -> str:
    if page.rule.local_government_code:
        return str(gettext("Within %(place)s", place=local_name(page.round, "local_government")))
    return str(gettext("In the province of %(place)s", place=local_name(page.round, "province")))


def _fill(form: ResidenceForm, page: BallotPage) -> None:
    known = page.residence
    if known is None:
        return
    form.birth_year.data = str(known.birth_year + BUDDHIST_ERA) if known.birth_year else ""
    if page.rule.subdistrict_codes:
        form.place.data = known.subdistrict_code
    elif page.rule.local_government_code in (None, known.local_government_code):
        form.place.data = "here"
