"""Acts on a published round: move its dates, extend, suspend, resume, cancel, take it a step back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response

from idea4gov.actions.rounds import phases
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.permissions import Permission, require_at
from idea4gov.domain.rounds.calendar import days_of, require_ahead, require_later
from idea4gov.domain.rounds.phases import phase_before
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.forms import BaseForm
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.offloading import offload_if_possible
from idea4gov.web.http.services import now, reading, round_time, transaction
from idea4gov.web.http.typed_fields import written_day
from idea4gov.web.pages.desk.forms import ReasonForm
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.draft_forms import DatesForm, ExtendForm

bp = Blueprint("phases", __name__)


@bp.route("/desk/rounds/<id:round_id>/days", methods=["GET", "POST"])
@require("round:edit")
def days(round_id: int) -> ResponseReturnValue:
    """Move the dates of phases that have not begun."""
    form, found = DatesForm(), _get(round_id, "round:edit")
    _show_days(form, found)

    def act(db: Session, **options: Any) -> None:
        phases.change_dates(db, require_viewer(), round_id, form.read(), reason=form.reason.data, **options)

    def also() -> None:
        require_ahead(found.clock, form.read(), now())

    return _page("days", form, found, act, gettext("The days are changed."), also=also)


@bp.route("/desk/rounds/<id:round_id>/extend", methods=["GET", "POST"])
@require("round:edit")
def extend(round_id: int) -> ResponseReturnValue:
    """Let voting end later."""
    form, found = ExtendForm(), _get(round_id, "round:edit")
    if not form.is_submitted():
        form.voting_to.data = written_day(days_of(found._asdict())["voting_to"])

    def act(db: Session, **options: Any) -> None:
        phases.extend_voting(
            db, require_viewer(), round_id, counting_at=form.read(), reason=form.reason.data, **options
        )

    def also() -> None:
        if found.counting_at:
            require_later(found.counting_at, form.read())

    return _page("extend", form, found, act, gettext("Voting is extended."), also=also)


@bp.route("/desk/rounds/<id:round_id>/suspend", methods=["GET", "POST"])
@require("round:suspend")
def suspend(round_id: int) -> ResponseReturnValue:
    """Suspend the round, with a reason."""
    form, found = ReasonForm(), _get(round_id, "round:suspend")

    def act(db: Session, **options: Any) -> None:
        phases.suspend_round(db, require_viewer(), round_id, reason=form.reason.data, **options)

    return _page("suspend", form, found, act, gettext("The round is suspended."))


@bp.route("/desk/rounds/<id:round_id>/resume", methods=["GET", "POST"])
@require("round:suspend")
def resume(round_id: int) -> ResponseReturnValue:
    """Resume the suspended round."""
    form, found = ReasonForm(), _get(round_id, "round:suspend")

    def act(db: Session, **options: Any) -> None:
        phases.resume_round(db, require_viewer(), round_id, reason=form.reason.data, **options)

    return _page("resume", form, found, act, gettext("The round goes on."))


@bp.route("/desk/rounds/<id:round_id>/cancel", methods=["GET", "POST"])
@require("round:cancel")
def cancel(round_id: int) -> ResponseReturnValue:
    """Cancel the round for good."""
    form, found = ReasonForm(), _get(round_id, "round:cancel")

    def act(db: Session, **options: Any) -> None:
        phases.cancel_round(db, require_viewer(), round_id, reason=form.reason.data, **options)

    return _page("cancel", form, found, act, gettext("The round is cancelled."))


@bp.route("/desk/rounds/<id:round_id>/back", methods=["GET", "POST"])
@require("round:step-back")
def back(round_id: int) -> ResponseReturnValue:
    """Take the round a phase back, before voting. New dates are needed unless it becomes a draft."""
    found = _get(round_id, "round:step-back")
    before = phase_before(found.clock)
    form: BaseForm = ReasonForm() if before == "draft" else DatesForm()
    if isinstance(form, DatesForm):
        _show_days(form, found)

    def act(db: Session, **options: Any) -> None:
        dates = form.read() if isinstance(form, DatesForm) else None
        phases.step_back(db, require_viewer(), round_id, reason=form.reason.data, dates=dates, **options)

    def also() -> None:
        if isinstance(form, DatesForm):
            require_ahead(replace(found.clock, phase=before), form.read(), now())

    return _page("back", form, found, act, gettext("The round is one phase back."), also=also, before=before)


def _get(round_id: int, permission: Permission) -> HostedRound:
    """The round, for an official with this permission. Raises NotFound."""
    with reading() as db:
        found = hosted.get_hosted(db, round_id)
    require_at(require_viewer(), permission, found.place)
    return found


def _show_days(form: DatesForm, found: HostedRound) -> None:
    form.standing = days_of(found._asdict())
    if not form.is_submitted():
        form.show_days(form.standing)


def _page(
    name: str,
    form: Any,
    found: HostedRound,
    act: Callable[..., None],
    done: str,
    *,
    also: Callable[[], None] | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """The page of one act: what it means, its form, its button.

    act: runs when the form is sent; done: its message. also: see run_form.
    """

    def send() -> Response:
        offload_if_possible(for_office=True)
        with transaction() as db:
            act(db, page_url=page_url(found.id), now=round_time())
        flash(done, "success")
        return redirect(url_for("rounds.drafts.show", round_id=found.id), 303)

    sent, status = run_form(form, send, also=also)
    if sent:
        return sent
    return render_template(
        "pages/rounds/phases/act.html",
        act=name,
        form=form,
        round=found,
        max_length=REASON_MAX_LENGTH,
        **context,
    ), status
