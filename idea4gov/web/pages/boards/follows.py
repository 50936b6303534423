"""Follow and unfollow a board or a round; with a page for people who come from the log-in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.notices import follow_board, unfollow_board
from idea4gov.domain.boards import BOARD_KINDS
from idea4gov.web.http.guards import require
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import now, reading, transaction

bp = Blueprint("follows", __name__)


@bp.route("/boards/<id:board_id>/follow", methods=["GET", "POST"])
@require("board:follow")
def follow(board_id: int) -> ResponseReturnValue:
    """Ask on GET whether to follow a board; follow it on POST."""
    viewer = require_viewer()
    if request.method == "POST":
        with transaction() as db:
            get_visible_board(db, board_id, viewer, kinds=BOARD_KINDS)
            follow_board(db, viewer, board_id=board_id, now=now())
        return _back(board_id)
    with reading() as db:
        board = get_visible_board(db, board_id, viewer, kinds=BOARD_KINDS)
    return render_template("pages/site/notices/follow.html", board=board)


@bp.post("/boards/<id:board_id>/unfollow")
@require("board:follow")
def unfollow(board_id: int) -> ResponseReturnValue:
    """Stop following a board."""
    with transaction() as db:
        unfollow_board(db, require_viewer(), board_id=board_id)
    return _back(board_id)


def _back(board_id: int) -> ResponseReturnValue:
    return redirect(safe_next(request.form.get("back"), url_for("boards.show", board_id=board_id)), 303)
