"""The desk's budget rounds: the list, the form of a draft, its preview, publishing, and one round's page."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions.rounds import drafts
from idea4gov.actions.rounds.drafts import NoOffice, StaleRound, get_draft, get_place, list_offices
from idea4gov.actions.rounds.hosted import get_conduct, get_hosted_page, list_desk_rounds
from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import grants_with, has_wide_scope
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.calendar import days_of
from idea4gov.domain.rounds.drafts import RoundDraft
from idea4gov.domain.thai import fiscal_year
from idea4gov.store import moderation
from idea4gov.store.places import reading as places
from idea4gov.store.places.reading import LocalGovernmentCard
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import clock_fault, now, reading, round_time, transaction
from idea4gov.web.pages.rounds.blueprint import page_url
from idea4gov.web.pages.rounds.draft_forms import RoundForm, round_form
from idea4gov.web.pages.rounds.forms import ButtonForm
from idea4gov.web.render.filters import local_name, local_names

bp = Blueprint("drafts", __name__)


@bp.get("/desk/rounds")
@require("round:review")
def home() -> ResponseReturnValue:
    """The rounds in the viewer's scope, newest first, and the places for which they may make one."""
    viewer = require_viewer()
    before_id = whole_number(request.args.get("before", ""))
    with reading() as db:
        cards, last = list_desk_rounds(db, viewer, before_id=before_id)
        offices = moderation.list_local_government_names(db, _offices(viewer))
    return render_template(
        "pages/rounds/drafts/home.html",
        cards=cards,
        offices=offices,
        has_choice=has_wide_scope(viewer, "round:edit"),
        clock=clock_fault(),
        next_url=url_for("rounds.drafts.home", before=last) if last else None,
        first_url=url_for("rounds.drafts.home") if before_id else None,
    )


@bp.get("/desk/rounds/new")
@require("round:edit")
def choose() -> ResponseReturnValue:
    """Choose the local government of a new round: first `?province=`, then `?office=` of its list.

    Officials of a single local government are redirected to its form.
    """
    own = _offices(require_viewer())
    if own and not has_wide_scope(require_viewer(), "round:edit"):
        return redirect(
            url_for("rounds.drafts.new", code=own[0]) if len(own) == 1 else url_for("rounds.drafts.home"), 303
        )
    province, office = request.args.get("province") or None, request.args.get("office")
    with reading() as db:
        found = list_offices(db, require_viewer(), province_code=province)
    if office in {one.code for one in found.offices}:
        return redirect(url_for("rounds.drafts.new", code=office), 303)
    is_refused = office is not None
    return render_template(
        "pages/rounds/drafts/choose.html",
        found=found,
        provinces=[(one.code, local_name(one)) for one in found.provinces],
        offices=_named_apart(found.offices),
        refusal=error_message(NoOffice()) if is_refused else None,
    ), 422 if is_refused else 200


@bp.route("/desk/local-governments/<code>/rounds/new", methods=["GET", "POST"])
@require("round:edit")
def new(code: str) -> ResponseReturnValue:
    """The form of a new round for a local government."""
    viewer, form, office = require_viewer(), round_form(), code
    wants_rows = request.form.get("do") == "more"
    done, status = (None, 200) if wants_rows else run_form(form, lambda: _create(viewer, office, form))
    if done:
        return done
    with reading() as db:
        get_place(db, viewer, office)
        found = places.find_local_government(db, office)
        _offer_subdistricts(db, form, office)
    if not form.is_submitted():
        form.fiscal_year.data = str(fiscal_year(now()) + 1)
    return render_template(
        "pages/rounds/drafts/form.html", form=form, office=found, round=None, theirs=None
    ), status


@bp.route("/desk/rounds/<id:round_id>/edit", methods=["GET", "POST"])
@require("round:edit")
def edit(round_id: int) -> ResponseReturnValue:
    """The form that changes a draft."""
    viewer = require_viewer()
    with reading() as db:
        found = get_draft(db, viewer, round_id)
        areas = hosted.list_areas(db, round_id)
        chosen = [one.code for one in hosted.list_eligible_subdistricts(db, round_id)]
        office = places.find_local_government(db, found.local_government_code)
        form = round_form(len(areas))
        _offer_subdistricts(db, form, found.local_government_code)
    if not form.is_submitted():
        _fill(form, found, areas, chosen)
    theirs: list[HostedRound] = []
    wants_rows = request.form.get("do") == "more"
    done, status = (
        (None, 200) if wants_rows else run_form(form, lambda: _edit(viewer, round_id, form, theirs))
    )
    if done:
        return done
    return render_template(
        "pages/rounds/drafts/form.html", form=form, office=office, round=found, theirs=theirs
    ), status


@bp.route("/desk/rounds/<id:round_id>/publish", methods=["GET", "POST"])
@require("round:edit")
def publish(round_id: int) -> ResponseReturnValue:
    """Preview the draft as citizens will see it on GET; publish it on POST."""
    viewer, form = require_viewer(), ButtonForm()
    done, status = run_form(form, lambda: _publish(viewer, round_id))
    if done:
        return done
    with reading() as db:
        get_draft(db, viewer, round_id)
        page = get_hosted_page(db, round_id, viewer, now=now())
    return render_template("pages/rounds/drafts/publish.html", form=form, page=page, round=page.round), status


@bp.route("/desk/rounds/<id:round_id>/delete", methods=["GET", "POST"])
@require("round:edit")
def delete(round_id: int) -> ResponseReturnValue:
    """Ask on GET whether to delete a draft; delete it on POST."""
    viewer, form = require_viewer(), ButtonForm()
    done, status = run_form(form, lambda: _delete(viewer, round_id))
    if done:
        return done
    with reading() as db:
        found = get_draft(db, viewer, round_id)
    return render_template("pages/rounds/drafts/delete.html", form=form, round=found), status


@bp.get("/desk/rounds/<id:round_id>")
@require("round:review")
def show(round_id: int) -> ResponseReturnValue:
    """A round as its officials see it: its phase, what hinders the next one, what there is to do."""
    viewer = require_viewer()
    with reading() as db:
        page = get_conduct(db, viewer, round_id, now=now())
    return render_template("pages/rounds/drafts/show.html", page=page, round=page.round, clock=clock_fault())


def _offices(viewer: Viewer) -> tuple[str, ...]:
    """The codes of the local governments for which the viewer has grants to make rounds."""
    own = {grant.local_government_code for grant in grants_with(viewer, "round:edit")}
    return tuple(sorted(code for code in own if code is not None))


def _named_apart(offices: Sequence[LocalGovernmentCard]) -> list[tuple[str, str]]:
    """(code, name) of each; a name that occurs twice in the province is shown with its code."""
    names = local_names(offices)
    repeated = {name for name, number in Counter(names).items() if number > 1}
    return [
        (one.code, f"{name} ({one.code})" if name in repeated else name)
        for one, name in zip(offices, names, strict=True)
    ]


def _create(viewer: Viewer, office: str, form: RoundForm) -> Response:
    draft = form.read()
    with transaction() as db:
        _require_covered(db, office, draft)
        round_id = drafts.create_round(
            db, viewer, draft, local_government_code=office, form_key=form.form_key.data, now=now()
        )
    flash(gettext("The draft is saved. Look at what citizens will see, then publish it."), "success")
    return redirect(url_for("rounds.drafts.publish", round_id=round_id), 303)


def _edit(viewer: Viewer, round_id: int, form: RoundForm, theirs: list[HostedRound]) -> Response:
    draft = form.read()
    revision = whole_number(form.revision.data or "") or 0
    try:
        with transaction() as db:
            _require_covered(db, hosted.get_hosted(db, round_id).local_government_code, draft)
            drafts.edit_round(db, viewer, round_id, draft, revision=revision, now=now())
    except StaleRound:
        with reading() as db:
            theirs.append(hosted.get_hosted(db, round_id))
        # The page now shows the colleague's version, too; who saves again means to replace it.
        form.revision.data = str(theirs[0].revision)
        raise
    flash(gettext("The draft is saved. Look at what citizens will see, then publish it."), "success")
    return redirect(url_for("rounds.drafts.publish", round_id=round_id), 303)


def _publish(viewer: Viewer, round_id: int) -> Response:
    with transaction() as db:
        drafts.publish_round(db, viewer, round_id, page_url=page_url(round_id), now=round_time())
    flash(gettext("The round is published."), "success")
    return redirect(url_for("rounds.drafts.show", round_id=round_id), 303)


def _delete(viewer: Viewer, round_id: int) -> Response:
    with transaction() as db:
        drafts.delete_draft(db, viewer, round_id, now=now())
    flash(gettext("The draft is deleted."), "success")
    return redirect(url_for("rounds.drafts.home"), 303)


def _require_covered(db: Session, office: str, draft: RoundDraft) -> None:
    covered = {one.code for one in hosted.list_covered_subdistricts(db, office)}
    if not covered.issuperset(draft.subdistricts):
        raise NotFound()


def _offer_subdistricts(db: Session, form: RoundForm, office: str) -> None:
    form.subdistricts.choices = [
        SelectChoice(one.code, local_name(one)) for one in hosted.list_covered_subdistricts(db, office)
    ]


def _fill(form: RoundForm, found: HostedRound, areas: list[hosted.HostedArea], chosen: list[str]) -> None:
    """Fill the form with a stored draft."""
    plain = ("title", "body", "ballot_mode", "rule", "eligible_scope", "receipt_kind")
    numbers = (
        "fiscal_year",
        "min_projects",
        "max_projects",
        "points_total",
        "points_per_project",
        "minimum_age",
    )
    for name in plain:
        form[name].data = getattr(found, name)
    for name in numbers:
        value = getattr(found, name)
        form[name].data = "" if value is None else str(value)
    form.budget.data = f"{found.budget_baht:,}"
    form.minimum_votes.data = str(found.rule_options["minimum_score"] or "")
    form.is_draw_planned.data = found.is_draw_planned
    form.is_binding.data = "yes" if found.is_binding else "no"
    form.doors.data = list(found.doors)
    form.subdistricts.data = chosen
    form.revision.data = str(found.revision)
    form.show_days(days_of(found._asdict()))
    for place, area in enumerate(areas):
        form[f"areas-{place}-name_th"].data = area.name_th
        form[f"areas-{place}-name_en"].data = area.area_name_en
        form[f"areas-{place}-budget"].data = f"{area.budget_baht:,}"
        form[f"areas-{place}-citywide"].data = area.is_citywide
