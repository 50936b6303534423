"""The page of a proposal, its history, and the forms with which its author posts, edits and withdraws it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.photos import change_photos
from idea4gov.actions.proposals import (
    edit_proposal,
    get_visible_proposal,
    post_proposal,
    withdraw_proposal,
)
from idea4gov.domain.boards import BOARD_KINDS, BoardClosed, is_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Place, Viewer, may
from idea4gov.domain.proposals import require_editable
from idea4gov.store import moderation_log, photos
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import reading as proposals
from idea4gov.store.proposals.reading import ProposalPage
from idea4gov.store.rounds import hosted, milestones
from idea4gov.store.rounds.milestones import MilestoneCard
from idea4gov.store.rounds.proposals import list_rounds_of
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import current_viewer, require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.proposals.comments import comment_context
from idea4gov.web.pages.proposals.forms import (
    EditForm,
    ProposalForm,
    WithdrawForm,
    area_choices,
    category_choices,
    place_choices,
)
from idea4gov.web.pages.proposals.photos import SentPhotos
from idea4gov.web.pages.proposals.proposal_steps import proposal_steps
from idea4gov.web.render.filters import local_names
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("proposals", __name__)


@bp.get("/proposals/<id:proposal_id>")
@public
@cached_for_visitors(args=("comments_after",))
def show(proposal_id: int) -> ResponseReturnValue:
    """A proposal with its answer and comments. A withdrawn one answers 410, a hidden one 404 and says why."""
    viewer = current_viewer()
    with reading() as db:
        try:
            proposal = get_visible_proposal(db, proposal_id, viewer)
        except NotFound:
            hidden = moderation_log.find_hidden(db, proposal_id)
            if hidden is None:
                raise
            return render_template("pages/desk/moderation/hidden.html", hidden=hidden), 404
        if proposal.state == "withdrawn":
            return render_template("pages/proposals/withdrawn.html", proposal=proposal), 410
        pictures = photos.list_photos(db, proposal_id) if proposal.has_photos else []
        talk = comment_context(db, proposal, viewer)
        is_brought = proposal.is_in_rounds and proposal.board_kind == "discussion"
        in_rounds = list_rounds_of(db, proposal_id) if is_brought else []
        reports = milestones.list_milestones_of_proposal(db, proposal_id) if proposal.is_in_rounds else []
        built = photos.list_of_milestones(db, proposal_id=proposal_id) if reports else {}
    place = Place(proposal.province_code, proposal.board_local_government_code)
    return render_template(
        "pages/proposals/show.html",
        proposal=proposal,
        photos=tuple(pictures),
        in_rounds=in_rounds,
        reports=_by_project(reports),
        photos_of_reports=built,
        is_open=_is_open(proposal),
        steps=tuple(proposal_steps(proposal, is_open=_is_open(proposal), reports=reports)),
        is_own=viewer is not None and viewer.account_id == proposal.author_id,
        may_moderate=may(viewer, "content:moderate", place),
        may_answer=may(viewer, "answer:post", place),
        **talk,
        address=services().config.public_url + url_for("proposals.show", proposal_id=proposal_id),
    )


@bp.get("/proposals/<id:proposal_id>/history")
@public
@cached_for_visitors()
def history(proposal_id: int) -> ResponseReturnValue:
    """Every text that a published proposal had."""
    with reading() as db:
        proposal = get_visible_proposal(db, proposal_id, current_viewer())
        if proposal.state != "published":
            raise NotFound()
        wordings = proposals.list_wordings(db, proposal)
        dates = photos.list_dates(db, proposal_id)
    return render_template(
        "pages/proposals/history.html", proposal=proposal, wordings=wordings, photo_dates=dates
    )


@bp.route("/boards/<id:board_id>/proposals/new", methods=["GET", "POST"])
@require("proposal:post")
def new(board_id: int) -> ResponseReturnValue:
    """Post a proposal on a board."""
    viewer, form = require_viewer(), ProposalForm()
    sent = SentPhotos(viewer, form)
    done, status = run_form(form, lambda: _post(viewer, board_id, form, sent))
    if done:
        return done
    sent.keep()
    with reading() as db:
        board = get_visible_board(db, board_id, viewer, kinds=BOARD_KINDS)
        areas = hosted.list_areas(db, board_id) if board.kind == "budget" else []
        local_governments = places.list_local_governments(db, board.province_code)
        districts = places.list_subdistricts(db, board.province_code)
    # A form that was sent is shown again with what was typed, even if the board has closed since.
    if not form.is_submitted() and not is_open(board.state, board.closes_at, now()):
        return _closed(url_for("boards.show", board_id=board_id))
    form.category.choices = category_choices()
    form.place.choices = place_choices(local_governments, districts)
    form.area.choices = area_choices(areas, local_names(areas), gettext("I do not know"))
    return render_template("pages/proposals/new.html", form=form, board=board), status


@bp.route("/proposals/<id:proposal_id>/edit", methods=["GET", "POST"])
@require("proposal:edit-own")
def edit(proposal_id: int) -> ResponseReturnValue:
    """The form that changes the text of one's own proposal."""
    viewer, form = require_viewer(), EditForm()
    sent = SentPhotos(viewer, form)
    done, status = run_form(form, lambda: _edit(viewer, proposal_id, form, sent))
    if done:
        return done
    sent.keep()
    with reading() as db:
        proposal = get_visible_proposal(db, proposal_id, viewer)
        pictures = photos.list_photos(db, proposal_id)
    if not form.is_submitted():
        require_editable(proposal.state, proposal.author_id, viewer)
        if not _is_open(proposal):
            return _closed(url_for("proposals.show", proposal_id=proposal_id))
        form.process(obj=proposal)
    is_stale = form.revision.data != str(proposal.revision) and form.is_submitted()
    # The page now shows both texts; whoever saves again means to replace the other.
    form.revision.data = str(proposal.revision)
    form.category.choices = category_choices()
    return render_template(
        "pages/proposals/edit.html", form=form, proposal=proposal, photos=tuple(pictures), is_stale=is_stale
    ), status


@bp.route("/proposals/<id:proposal_id>/withdraw", methods=["GET", "POST"])
@require("proposal:edit-own")
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Ask on GET whether to withdraw one's own proposal; withdraw it on POST."""
    viewer, form = require_viewer(), WithdrawForm()
    done, status = run_form(form, lambda: _withdraw(viewer, proposal_id))
    if done:
        return done
    with reading() as db:
        proposal = get_visible_proposal(db, proposal_id, viewer)
    if not form.is_submitted():
        require_editable(proposal.state, proposal.author_id, viewer)
        if not _is_open(proposal):
            return _closed(url_for("proposals.show", proposal_id=proposal_id))
    return render_template("pages/proposals/withdraw.html", form=form, proposal=proposal), status


def _is_open(proposal: ProposalPage) -> bool:
    return is_open(proposal.board_state, proposal.board_closes_at, now())


def _by_project(reports: list[MilestoneCard]) -> dict[int, list[MilestoneCard]]:
    """{project id: its milestones, newest first}."""
    found: dict[int, list[MilestoneCard]] = {}
    for one in reports:
        found.setdefault(one.project_id, []).append(one)
    return found


def _closed(address: str) -> Response:
    """Redirect to `address`, and say there that the board is closed."""
    flash(error_message(BoardClosed()), "info")
    return redirect(address, 303)


def _post(viewer: Viewer, board_id: int, form: ProposalForm, sent: SentPhotos) -> Response:
    added = sent.read()
    with transaction() as db:
        proposal_id = post_proposal(
            db,
            viewer,
            board_id=board_id,
            title=form.title.data,
            body=form.body.data,
            category=form.category.data or "",
            place=form.place.data or "",
            form_key=form.form_key.data,
            photos=added,
            area=form.area.data or "",
            estimate=form.estimate.data or "",
            now=now(),
        )
    flash(gettext("Your proposal is published. Share it, so that others can support it."), "success")
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


def _edit(viewer: Viewer, proposal_id: int, form: EditForm, sent: SentPhotos) -> Response:
    added = sent.read()
    with transaction() as db:
        edit_proposal(
            db,
            viewer,
            proposal_id=proposal_id,
            title=form.title.data,
            body=form.body.data,
            category=form.category.data or "",
            revision=whole_number(form.revision.data or "") or 0,
            now=now(),
        )
        change_photos(
            db, viewer, proposal_id=proposal_id, remove=form.remove.data or [], add=added, now=now()
        )
    flash(gettext("Your changes are saved."), "success")
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


def _withdraw(viewer: Viewer, proposal_id: int) -> Response:
    with transaction() as db:
        board_id = withdraw_proposal(db, viewer, proposal_id=proposal_id, now=now())
    flash(gettext("Your proposal is withdrawn."), "success")
    return redirect(url_for("boards.show", board_id=board_id), 303)
