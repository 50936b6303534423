"""The public draw of the tie-break seed: enter it, correct it, sign the correction."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response

from idea4gov.actions.rounds.draw import (
    correct_draw,
    enter_draw,
    get_draw_page,
    refuse_correction,
    sign_correction,
)
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.draw import (
    ABOUT_MAX_LENGTH,
    WORDS_MAX_LENGTH,
    Draw,
    clean_draw,
    is_other,
    require_different,
)
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.offloading import offload_if_possible
from idea4gov.web.http.services import now, reading, right_now, transaction
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.forms import CorrectDrawForm, DrawForm, SettleDrawForm

bp = Blueprint("draw", __name__)
LENGTHS = (WORDS_MAX_LENGTH, ABOUT_MAX_LENGTH, REASON_MAX_LENGTH)


@bp.route("/desk/rounds/<id:round_id>/draw", methods=["GET", "POST"])
@require("round:edit")
def draw(round_id: int) -> ResponseReturnValue:
    """Enter the result of a public draw.

    The first POST shows it as it will be stored, the second one stores it.
    """
    form = DrawForm()
    said = gettext("The public draw is entered. Now the result can be counted and announced.")

    def act(db: Session, viewer: Viewer, found: Draw, **options: Any) -> None:
        enter_draw(db, viewer, round_id, found, **options)

    return _typed("draw", round_id, form, act, said)


@bp.route("/desk/rounds/<id:round_id>/draw/correct", methods=["GET", "POST"])
@require("round:edit")
def correct(round_id: int) -> ResponseReturnValue:
    """Enter what was really drawn, with a reason; another official has to sign it."""
    form = CorrectDrawForm()
    with reading() as db:
        standing = get_draw_page(db, require_viewer(), round_id, now=now()).draw
    said = gettext("The correction is entered, and everybody can see it. Another official has to sign it.")
    if not form.is_submitted():
        for name in ("words", "occasion", "witnesses") if standing else ():
            form[name].data = getattr(standing, name)

    def act(db: Session, viewer: Viewer, found: Draw, **options: Any) -> None:
        correct_draw(db, viewer, round_id, found, reason=form.reason.data or "", **options)

    def also() -> None:
        if standing:
            require_different(_read_draw(form), Draw(standing.words, standing.occasion, standing.witnesses))

    return _typed("correct", round_id, form, act, said, also)


@bp.route("/desk/rounds/<id:round_id>/draw/settle", methods=["GET", "POST"])
@require("round:edit")
def settle(round_id: int) -> ResponseReturnValue:
    """Sign a correction, or refuse it with a reason."""
    viewer, form = require_viewer(), SettleDrawForm()

    def send() -> Response:
        offload_if_possible(for_office=True)
        number = form.correction.data or ""
        correction_id = int(number) if number.isascii() and number.isdecimal() else 0
        options: Any = {"page_url": page_url(round_id), "now": right_now()}
        with transaction() as db:
            if form.decision.data == "sign":
                sign_correction(db, viewer, round_id, correction_id, **options)
            else:
                refuse_correction(
                    db, viewer, round_id, correction_id, answer=form.reason.data or "", **options
                )
        return _done(round_id, gettext("The correction is settled. Now the result can be announced."))

    sent, status = run_form(form, send)
    return sent or _show("settle", round_id, form, None, status)


def _typed(
    name: str,
    round_id: int,
    form: DrawForm,
    act: Callable[..., None],
    said: str,
    also: Callable[[], None] | None = None,
) -> ResponseReturnValue:
    """The page of a draw to enter or correct: the first POST shows it as it will be stored, the next acts.

    also: see run_form.
    """
    viewer = require_viewer()
    found = _read_draw(form) if form.validate_on_submit() else None
    if found and form.seen.data != found.seed:
        form.seen.data = found.seed
        return _show(name, round_id, form, found, 200)

    def send() -> Response:
        offload_if_possible(for_office=True)
        with transaction() as db:
            act(db, viewer, _read_draw(form), page_url=page_url(round_id), now=right_now())
        return _done(round_id, said)

    sent, status = run_form(form, send, also=also)
    return sent or _show(name, round_id, form, None, status)


def _read_draw(form: DrawForm) -> Draw:
    return clean_draw(form.words.data or "", form.occasion.data or "", form.witnesses.data or "")


def _done(round_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("rounds.announcing.announce", round_id=round_id), 303)


def _show(name: str, round_id: int, form: Any, looked_at: Draw | None, status: int) -> ResponseReturnValue:
    viewer = require_viewer()
    with reading() as db:
        page = get_draw_page(db, viewer, round_id, now=now())
    correction = page.correction
    is_own = correction is not None and not is_other(viewer, correction.accounts, correction.persons)
    return render_template(
        f"pages/rounds/draw/{name}.html",
        form=form,
        page=page,
        round=page.round,
        looked_at=looked_at,
        is_own=is_own,
        hindrance=error_message(page.hindrance) if page.hindrance else None,
        lengths=LENGTHS,
    ), status
