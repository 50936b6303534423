"""The priorities of a board, while it is open and as sealed, and the page that closes it."""

from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.results import close_board, get_board, get_closable
from idea4gov.domain.boards import is_open
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Place, Viewer, may
from idea4gov.domain.results import ResultLine, percent_text
from idea4gov.store.results import PAGE_SIZE, get_totals, list_lines, read_totals
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import current_viewer, require_viewer
from idea4gov.web.http.offloading import offload_if_possible
from idea4gov.web.http.services import now, reading, right_now, services, transaction
from idea4gov.web.pages.desk.forms import CloseForm
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("results", __name__)


class Row(NamedTuple):
    """A line of the table. Its share is in percent of all supporters."""

    line: ResultLine
    percent: str


@bp.get("/boards/<id:board_id>/results")
@public
@cached_for_visitors(args=("after",))
def show(board_id: int) -> ResponseReturnValue:
    """The priorities, most supported first. `?after=`: the last position of the page before."""
    viewer, after = current_viewer(), whole_number(request.args.get("after", "")) or 0
    with reading() as db:
        board, totals = get_board(db, board_id), read_totals(db, board_id)
        lines = list_lines(db, totals, after=after, limit=PAGE_SIZE + 1)
    rows = [Row(line, percent_text(line.support_count, totals.supporters)) for line in lines]
    more = len(rows) > PAGE_SIZE
    return render_template(
        "pages/boards/results/show.html",
        board=board,
        totals=totals,
        rows=rows[:PAGE_SIZE],
        is_open=is_open(board.state, board.closes_at, now()),
        may_document=may(viewer, "document:take", Place(board.province_code, board.local_government_code)),
        may_close=board.state == "open"
        and may(viewer, "board:close", Place(board.province_code, board.local_government_code)),
        next_url=url_for("results.show", board_id=board_id, after=after + PAGE_SIZE) if more else None,
        first_url=url_for("results.show", board_id=board_id) if after else None,
    )


@bp.route("/boards/<id:board_id>/close", methods=["GET", "POST"])
@require("board:close")
def close(board_id: int) -> ResponseReturnValue:
    """Ask on GET whether to close the board for good; close it on POST."""
    viewer, form = require_viewer(), CloseForm()
    done, status = run_form(form, lambda: _close(viewer, board_id))
    if done:
        return done
    with reading() as db:
        board = get_board(db, board_id) if form.is_submitted() else get_closable(db, viewer, board_id)
        totals = get_totals(db, board_id)
    return render_template("pages/boards/results/close.html", form=form, board=board, totals=totals), status


def _close(viewer: Viewer, board_id: int) -> Response:
    offload_if_possible(for_office=True)
    with transaction() as db:
        page_url = services().config.public_url + url_for("results.show", board_id=board_id)
        close_board(db, viewer, board_id, page_url=page_url, now=right_now())
    flash(gettext("The board is closed and its result is sealed."), "success")
    return redirect(url_for("results.show", board_id=board_id), 303)
