"""The support button: its two posts, and a page for people who come from the log-in."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions import votes as actions
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.votes import SupportState, VotingClosed, require_supportable
from idea4gov.store.votes import SupportPage, get_support_page
from idea4gov.web.http.errors import wants_json
from idea4gov.web.http.guards import require
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import now, reading, transaction

bp = Blueprint("votes", __name__)


@bp.route("/proposals/<id:proposal_id>/support", methods=["GET", "POST"])
@require("support:give")
def support(proposal_id: int) -> ResponseReturnValue:
    """Ask on GET whether to support the proposal; support it on POST."""
    viewer = require_viewer()
    if request.method != "POST":
        return _page(proposal_id, viewer)
    with transaction() as db:
        state = actions.support_proposal(db, viewer, proposal_id=proposal_id, now=now())
    return _answer(proposal_id, state)


@bp.post("/proposals/<id:proposal_id>/withdraw-support")
@require("support:give")
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Withdraw one's support."""
    viewer = require_viewer()
    with transaction() as db:
        state = actions.withdraw_support(db, viewer, proposal_id=proposal_id, now=now())
    return _answer(proposal_id, state)


def _answer(proposal_id: int, state: SupportState) -> ResponseReturnValue:
    """The new state as JSON for our script; without script, a redirect to the page with the button."""
    if wants_json():
        return jsonify(supported=state.supported, support_count=state.support_count)
    proposal_url = url_for("proposals.show", proposal_id=proposal_id, _anchor="support")
    return redirect(safe_next(request.form.get("back"), proposal_url), 303)


def _page(proposal_id: int, viewer: Viewer) -> ResponseReturnValue:
    with reading() as db:
        proposal = get_support_page(db, proposal_id, viewer.person_id)
    return render_template(
        "pages/proposals/votes/support.html",
        proposal_id=proposal_id,
        proposal=proposal,
        is_open=_is_open(proposal),
    )


def _is_open(proposal: SupportPage) -> bool:
    """Whether the proposal takes supports. Raises NotFound if it cannot be seen."""
    try:
        require_supportable(
            proposal_state=proposal.proposal_state,
            board_state=proposal.board_state,
            closes_at=proposal.closes_at,
            now=now(),
        )
    except VotingClosed:
        return False
    return True
