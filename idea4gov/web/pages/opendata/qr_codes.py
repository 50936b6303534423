"""QR codes of public pages, for posters and telephones."""

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from idea4gov.outside.bounded_cache import MIB, BoundedCache
from idea4gov.outside.qr_codes import qr_svg
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import services

bp = Blueprint("qr_codes", __name__)

CACHE_SECONDS = 24 * 3600
CODES: BoundedCache[str, str] = BoundedCache(max_bytes=2 * MIB, seconds=CACHE_SECONDS)


@bp.get("/boards/<id:board_id>/qr.svg")
@public
def board(board_id: int) -> ResponseReturnValue:
    """The QR code of a board's page."""
    return _picture(url_for("boards.show", board_id=board_id))


@bp.get("/rounds/<id:round_id>/qr.svg")
@public
def round_(round_id: int) -> ResponseReturnValue:
    """The QR code of a round's page."""
    return _picture(url_for("rounds.show", round_id=round_id))


@bp.get("/proposals/<id:proposal_id>/qr.svg")
@public
def proposal(proposal_id: int) -> ResponseReturnValue:
    """The QR code of a proposal's page."""
    return _picture(url_for("proposals.show", proposal_id=proposal_id))


def _picture(path: str) -> Response:
    """The QR code of a path, as SVG.

    No permission is needed: it holds an address, and the page asks its own.
    """
    address = services().config.public_url + path
    response = Response(CODES.get_or_make(address, lambda: qr_svg(address)), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    return response
