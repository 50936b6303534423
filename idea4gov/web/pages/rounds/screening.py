"""The review of a round's proposals: the table, deciding, signing, bringing proposals in."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions.rounds.screening import (
    bring_in,
    check_within_round,
    decide_proposal,
    get_reviewed,
    sign_decision,
)
from idea4gov.domain.numbers import read_amount, whole_number
from idea4gov.domain.paging import decode_cursor, encode_cursor
from idea4gov.domain.permissions import Viewer, may
from idea4gov.domain.rounds.screening import REASON_MAX_LENGTH, ReviewDecision
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.candidates import CANDIDATES_PAGE, list_candidates, list_incompatible
from idea4gov.store.rounds.screening import (
    FILTERS,
    PAGE_SIZE,
    Review,
    count_screening,
    get_review,
    list_reviews,
)
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import reading, round_time, transaction
from idea4gov.web.pages.proposals.forms import area_choices
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.forms import BringForm, ButtonForm, DecisionForm
from idea4gov.web.render.filters import local_names

bp = Blueprint("screening", __name__)
MAX_OTHERS = 200


@bp.get("/desk/rounds/<id:round_id>/review")
@require("round:review")
def table(round_id: int) -> ResponseReturnValue:
    """Every proposal with its decision.

    `?only=`: those of one state; `?after=`: the last of the page before.
    """
    asked = request.args.get("only")
    only = asked if asked in FILTERS else None
    after = whole_number(request.args.get("after", "")) or 0
    with reading() as db:
        found = get_reviewed(db, require_viewer(), round_id)
        screening = count_screening(db, round_id)
        rows = list_reviews(db, round_id, only=only, after_id=after, limit=PAGE_SIZE + 1)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    here = partial(url_for, "rounds.screening.table", round_id=round_id, only=only)
    return render_template(
        "pages/rounds/screening/review.html",
        round=found,
        screening=screening,
        rows=rows,
        only=only,
        may_import=may(require_viewer(), "proposal:import", found.place),
        next_url=here(after=rows[-1].proposal_id) if more else None,
        first_url=here() if after else None,
    )


@bp.route("/desk/rounds/<id:round_id>/review/<id:proposal_id>", methods=["GET", "POST"])
@require("round:review")
def decide(round_id: int, proposal_id: int) -> ResponseReturnValue:
    """The form of the decision on one proposal."""
    viewer, form = require_viewer(), DecisionForm()
    done, status = run_form(
        form,
        lambda: _decide(viewer, round_id, proposal_id, form),
        also=lambda: _check_cost(viewer, round_id, proposal_id, form),
    )
    if done:
        return done
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        review = get_review(db, round_id, proposal_id)
        _offer(db, form, round_id, proposal_id)
        pairs = list_incompatible(db, round_id)
    if not form.is_submitted():
        _fill(form, review, [str(a if b == proposal_id else b) for a, b in pairs if proposal_id in (a, b)])
    # The page now shows the colleague's decision; whoever saves again means to replace it.
    form.revision.data = str(review.revision)
    return render_template(
        "pages/rounds/screening/decide.html",
        form=form,
        sign_form=ButtonForm(),
        round=found,
        review=review,
        is_own=review.reviewer_person_id == viewer.person_id,
        max_length=REASON_MAX_LENGTH,
    ), status


@bp.post("/desk/rounds/<id:round_id>/review/<id:proposal_id>/sign")
@require("round:review")
def sign(round_id: int, proposal_id: int) -> ResponseReturnValue:
    """Sign the decision of another official."""
    form = ButtonForm()
    form.validate_on_submit()
    revision = whole_number(request.form.get("revision", "")) or 0
    with transaction() as db:
        sign_decision(
            db,
            require_viewer(),
            round_id,
            proposal_id,
            revision=revision,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("Signed. The decision holds."), "success")
    return redirect(url_for("rounds.screening.table", round_id=round_id, only="signing"), 303)


@bp.route("/desk/rounds/<id:round_id>/bring", methods=["GET", "POST"])
@require("round:review")
def bring(round_id: int) -> ResponseReturnValue:
    """Bring proposals of the place's discussions into the round. `?before=`: the last of the page before."""
    viewer, form = require_viewer(), BringForm()
    done, status = run_form(form, lambda: _bring(viewer, round_id, form))
    if done:
        return done
    cursor = decode_cursor(request.args.get("before"), 2)
    with reading() as db:
        found = get_reviewed(db, viewer, round_id)
        candidates = list_candidates(
            db,
            round_id,
            province_code=found.province_code,
            local_government_code=found.local_government_code,
            before=(cursor[0], cursor[1]) if cursor else None,
            limit=CANDIDATES_PAGE + 1,
        )
    more = len(candidates) > CANDIDATES_PAGE
    candidates = candidates[:CANDIDATES_PAGE]
    next_url = None
    if more:
        last = encode_cursor(candidates[-1].support_count, candidates[-1].id)
        next_url = url_for("rounds.screening.bring", round_id=round_id, before=last)
    return render_template(
        "pages/rounds/screening/bring.html",
        form=form,
        round=found,
        candidates=candidates,
        next_url=next_url,
        first_url=url_for("rounds.screening.bring", round_id=round_id) if cursor else None,
    ), status


def _check_cost(viewer: Viewer, round_id: int, proposal_id: int, form: DecisionForm) -> None:
    """Compare the cost with its area beside errors of other fields."""
    if form.state.data != "feasible" or form.cost.errors or form.area.errors:
        return
    area_id, cost = whole_number(form.area.data or ""), read_amount(form.cost.data or "")
    with reading() as db:
        get_reviewed(db, viewer, round_id)
        check_within_round(db, round_id, proposal_id, ReviewDecision("feasible", area_id, cost))


def _decide(viewer: Viewer, round_id: int, proposal_id: int, form: DecisionForm) -> Response:
    decision = form.read()
    others = [number for one in form.excludes.data or () if (number := whole_number(one))]
    with transaction() as db:
        decide_proposal(
            db,
            viewer,
            round_id,
            proposal_id,
            decision,
            excludes=others,
            revision=whole_number(form.revision.data or "") or 0,
            page_url=page_url(round_id),
            now=round_time(),
        )
    flash(gettext("The decision is saved. Another official has to sign it."), "success")
    return redirect(url_for("rounds.screening.table", round_id=round_id, only="open"), 303)


def _bring(viewer: Viewer, round_id: int, form: BringForm) -> Response:
    wanted = [number for one in form.proposals.data or () if (number := whole_number(one))]
    with transaction() as db:
        added = bring_in(db, viewer, round_id, wanted, page_url=page_url(round_id), now=round_time())
    flash(gettext("%(number)s proposals are in the round now.", number=added), "success")
    return redirect(url_for("rounds.screening.table", round_id=round_id), 303)


def _offer(db: Session, form: DecisionForm, round_id: int, proposal_id: int) -> None:
    areas = hosted.list_areas(db, round_id)
    others = [
        one
        for one in list_reviews(db, round_id, limit=MAX_OTHERS)
        if one.proposal_id != proposal_id and one.state != "merged"
    ]
    titles = [SelectChoice(str(one.proposal_id), one.title) for one in others]
    form.area.choices = area_choices(areas, local_names(areas), gettext("Choose an area"))
    form.merged_into.choices = [SelectChoice("", gettext("Choose a proposal")), *titles]
    form.excludes.choices = titles


def _fill(form: DecisionForm, review: Review, excluded: list[str]) -> None:
    form.state.data = review.state
    form.area.data = str(review.area_id or "")
    cost = review.cost_baht or review.estimated_baht
    form.cost.data = f"{cost:,}" if cost else ""
    form.reason.data = review.reason or ""
    form.merged_into.data = str(review.merged_into_id or "")
    form.excludes.data = excluded
