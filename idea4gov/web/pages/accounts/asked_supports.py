"""The support that somebody pressed before they had an account: it counts once they are logged in.

The path to go on to after the log-in remembers it: that of the page that asks whether to support.
"""

from flask import current_app, flash, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from idea4gov.actions.votes import support_proposal
from idea4gov.domain.errors import N_, NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.votes import VotingClosed, require_supportable
from idea4gov.store.votes import get_support_page
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import now, reading, transaction

NOBODY = 0
COUNTED = N_("Your support is counted. You can withdraw it for as long as the board is open.")


def asked_title(next_path: str | None) -> str | None:
    """The title of the proposal that is supported after the log-in; None for a path that asks for none."""
    proposal_id = _asked(next_path)
    if proposal_id is None:
        return None
    try:
        with reading() as db:
            found = get_support_page(db, proposal_id, NOBODY)
        require_supportable(
            proposal_state=found.proposal_state,
            board_state=found.board_state,
            closes_at=found.closes_at,
            now=now(),
        )
    except (NotFound, VotingClosed):
        return None
    return found.title


def give_asked(viewer: Viewer, next_path: str) -> str:
    """Give the support that a path asks for. Returns the path to go on to.

    What cannot be supported any more says so on the page of `next_path`.
    """
    proposal_id = _asked(next_path)
    if proposal_id is None:
        return next_path
    try:
        with transaction() as db:
            support_proposal(db, viewer, proposal_id=proposal_id, now=now())
    except (NotFound, VotingClosed):
        return next_path
    flash(gettext(COUNTED), "success")
    return url_for("proposals.show", proposal_id=proposal_id, _anchor="support")


def _asked(path: str | None) -> int | None:
    try:
        endpoint, arguments = current_app.url_map.bind("").match(path or "")
    except (HTTPException, RequestRedirect):
        return None
    return int(arguments["proposal_id"]) if endpoint == "votes.support" else None
