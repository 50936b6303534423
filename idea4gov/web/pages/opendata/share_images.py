"""Share images (Open Graph) of pages: drawn once for each text."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from idea4gov.actions.share_images import CardName
from idea4gov.domain.renditions import Rendition
from idea4gov.web.http.guards import public
from idea4gov.web.render.renditions import send_rendition

bp = Blueprint("share_images", __name__)

MAX_AGE_SECONDS = 3600


@bp.get("/card.png")
@public
def site() -> ResponseReturnValue:
    """The share image of pages that have none of their own."""
    return _picture("site", "")


@bp.get("/provinces/<place:code>/card.png")
@public
def province(code: str) -> ResponseReturnValue:
    """The share image of a province."""
    return _picture("province", code)


@bp.get("/boards/<id:board_id>/card.png")
@public
def board(board_id: int) -> ResponseReturnValue:
    """The share image of a board or a round."""
    return _picture("board", str(board_id))


@bp.get("/proposals/<id:proposal_id>/card.png")
@public
def proposal(proposal_id: int) -> ResponseReturnValue:
    """The share image of a published proposal."""
    return _picture("proposal", str(proposal_id))


def _picture(name: CardName, subject: str) -> ResponseReturnValue:
    rendition = Rendition("card", subject, "png", name=name)
    response = make_response(send_rendition(rendition, content_type="image/png", name=None))
    if response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
        # Other sites, such as chats, show the image.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
