"""Results as files."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from idea4gov.actions.results import export_priorities, get_board
from idea4gov.domain.exports import Format
from idea4gov.web.downloads import download
from idea4gov.web.guards import public
from idea4gov.web.services import reading

bp = Blueprint("exports", __name__)

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@bp.get("/boards/<id:board_id>/priorities.<any(csv,json):format>")
@public
def priorities(board_id: int, format: Format) -> ResponseReturnValue:
    """The priorities of a board as CSV or JSON."""
    with reading() as db:
        get_board(db, board_id)
    return download(
        lambda db: export_priorities(db, board_id, format),
        content_type=TYPES[format],
        name=f"idea4gov-board-{board_id}-priorities.{format}",
    )
