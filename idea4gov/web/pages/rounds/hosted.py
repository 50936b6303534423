"""The pages of a hosted round that everybody reads: its own, its proposals, its frozen rules."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.actions.rounds.hosted import get_hosted_page, get_visible
from idea4gov.domain.errors import NotFound
from idea4gov.domain.paging import decode_cursor, encode_cursor
from idea4gov.domain.permissions import person_of
from idea4gov.store import follows
from idea4gov.store.proposals import lists as proposals
from idea4gov.store.rounds import voting
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import now, reading, snapshot
from idea4gov.web.http.standby import may_lag
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("hosted", __name__)
FIRST_PROPOSALS = 5


def show_hosted(round_id: int) -> ResponseReturnValue:
    """The page of a hosted round before it has a result."""
    viewer = current_viewer()
    with reading() as db:
        page = get_hosted_page(db, round_id, viewer, now=now())
        first = proposals.list_by_support(db, round_id, person_id=person_of(viewer))
        is_asked = viewer is not None and page.round.phase == "voting"
        voted = voting.find_channel(db, round_id, viewer.person_id) if viewer and is_asked else None
        is_followed = bool(viewer and follows.is_following(db, round_id, viewer.person_id))
    return render_template(
        "pages/rounds/hosted/show.html",
        voted=voted,
        is_followed=is_followed,
        page=page,
        round=page.round,
        cards=first.cards[:FIRST_PROPOSALS],
        takes_supports=_takes_proposals(page.round),
        ballot_url=url_for("rounds.voting.ballot", round_id=round_id),
    )


@bp.get("/rounds/<id:round_id>/proposals")
@public
@cached_for_visitors(args=("after",))
def list_proposals(round_id: int) -> ResponseReturnValue:
    """The proposals posted in a round, most supported first. `?after=`: the cursor of the page before."""
    viewer = current_viewer()
    cursor = decode_cursor(request.args.get("after"), 2)
    with reading() as db:
        found = get_visible(db, round_id, viewer).at(now())
        page = proposals.list_by_support(db, round_id, person_id=person_of(viewer), after=cursor)
    here = url_for("rounds.hosted.list_proposals", round_id=round_id)
    return render_template(
        "pages/rounds/hosted/proposals.html",
        round=found,
        cards=page.cards,
        takes_supports=_takes_proposals(found),
        next_url=f"{here}?after={encode_cursor(*page.after)}" if page.after else None,
        first_url=here if cursor else None,
    )


@bp.get("/rounds/<id:round_id>/frozen.json")
@public
@may_lag
def frozen(round_id: int) -> ResponseReturnValue:
    """The rules and projects as frozen, as JSON whose SHA-256 is the digest on the round's page."""
    with snapshot() as db:
        found = get_visible(db, round_id, current_viewer())
        if found.frozen_digest is None:
            raise NotFound()
        text = get_frozen_text(db, found)
    response = Response(text, content_type="application/json")
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(found.frozen_digest)
    return response.make_conditional(request)


def _takes_proposals(found: HostedRound) -> bool:
    return found.phase == "collecting" and found.suspended_at is None and found.cancelled_at is None
