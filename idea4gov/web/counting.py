"""After the voting: an official enters the public draw, announces the result, and makes it final."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds.announcing import announce_result, confirm_result, get_counting_page
from idea4gov.actions.rounds.drawing import enter_draw, get_draw_page
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.drawing import ABOUT_MAX_LENGTH, WORDS_MAX_LENGTH, Draw, clean_draw
from idea4gov.web.attempt import attempt
from idea4gov.web.errors import say
from idea4gov.web.forms.desk import CloseForm
from idea4gov.web.forms.rounds import DrawForm
from idea4gov.web.guards import require
from idea4gov.web.locale import gettext
from idea4gov.web.login import require_viewer
from idea4gov.web.post import post_soon
from idea4gov.web.round_phases import page_url, settle_if_due
from idea4gov.web.services import now, reading, transaction

bp = Blueprint("counting", __name__)


@bp.route("/desk/rounds/<id:round_id>/announce", methods=["GET", "POST"])
@require("round:edit")
def announce(round_id: int) -> ResponseReturnValue:
    """Count the sealed ballots, and announce the provisional result."""
    return _page("announce", round_id, announce_result, gettext("The provisional result is announced."))


@bp.route("/desk/rounds/<id:round_id>/confirm", methods=["GET", "POST"])
@require("round:edit")
def confirm(round_id: int) -> ResponseReturnValue:
    """Make the provisional result final."""
    return _page("confirm", round_id, confirm_result, gettext("The result is final."))


@bp.route("/desk/rounds/<id:round_id>/draw", methods=["GET", "POST"])
@require("round:edit")
def draw(round_id: int) -> ResponseReturnValue:
    """Enter what a public draw gave; it is shown once as it will be kept, then kept for good."""
    viewer, form = require_viewer(), DrawForm()
    settle_if_due(round_id)
    found = _read_draw(form) if form.validate_on_submit() else None
    if found and form.seen.data != found.seed:
        form.seen.data, done, status = found.seed, None, 200
    else:
        done, status = attempt(form, lambda: _enter(viewer, round_id, _read_draw(form)))
        found = None
    if done:
        return done
    with reading() as db:
        page = get_draw_page(db, viewer, round_id)
    return render_template(
        "pages/counting/draw.html",
        form=form,
        page=page,
        round=page.round,
        looked_at=found,
        hindrance=say(page.hindrance) if page.hindrance else None,
        lengths=(WORDS_MAX_LENGTH, ABOUT_MAX_LENGTH),
    ), status


def _read_draw(form: DrawForm) -> Draw:
    return clean_draw(form.words.data or "", form.occasion.data or "", form.witnesses.data or "")


def _enter(viewer: Viewer, round_id: int, found: Draw) -> Response:
    with transaction() as db:
        enter_draw(db, viewer, round_id, found, page_url=page_url(round_id), now=now())
    post_soon()
    flash(gettext("The public draw is entered. Now the result can be counted and announced."), "success")
    return redirect(url_for("counting.announce", round_id=round_id), 303)


def _page(name: str, round_id: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    viewer, form = require_viewer(), CloseForm()
    settle_if_due(round_id)

    def send() -> Response:
        with transaction() as db:
            act(db, viewer, round_id, page_url=page_url(round_id), now=now())
        post_soon()
        flash(done, "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)

    sent, status = attempt(form, send)
    if sent:
        return sent
    with reading() as db:
        page = get_counting_page(db, viewer, round_id)
    return render_template(f"pages/counting/{name}.html", form=form, page=page, round=page.round), status
