"""The public log of moderation, of a board and of a province."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions.boards import get_visible_board
from idea4gov.domain.boards import BOARD_KINDS
from idea4gov.domain.numbers import whole_number
from idea4gov.store.moderation_log import PAGE_SIZE, LogEntry, list_acts
from idea4gov.store.places import reading as places
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import reading
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("moderation_log", __name__)


@bp.get("/boards/<id:board_id>/moderation")
@public
@cached_for_visitors(args=("before",))
def board(board_id: int) -> ResponseReturnValue:
    """What was hidden, restored or left standing on a board.

    `?before=`: the last entry of the page before.
    """
    before_id = _before()
    with reading() as db:
        found = get_visible_board(db, board_id, current_viewer(), kinds=BOARD_KINDS)
        entries = list_acts(db, board_id=board_id, before_id=before_id, limit=PAGE_SIZE + 1)
    here = url_for("moderation_log.board", board_id=board_id)
    return render_template(
        "pages/desk/moderation/log.html", board=found, province=None, **_pages(entries, here, before_id)
    )


@bp.get("/provinces/<place:code>/moderation")
@public
@cached_for_visitors(args=("before",))
def province(code: str) -> ResponseReturnValue:
    """The moderation log of every board in a province. `?before=`: the last entry of the page before."""
    before_id = _before()
    with reading() as db:
        found = places.get_province(db, code)
        entries = list_acts(db, province_code=code, before_id=before_id, limit=PAGE_SIZE + 1)
    here = url_for("moderation_log.province", code=code)
    return render_template(
        "pages/desk/moderation/log.html", board=None, province=found, **_pages(entries, here, before_id)
    )


def _before() -> int | None:
    return whole_number(request.args.get("before", ""))


def _pages(entries: list[LogEntry], here: str, before_id: int | None) -> dict[str, Any]:
    shown = entries[:PAGE_SIZE]
    return {
        "entries": shown,
        "next_url": f"{here}?before={shown[-1].id}" if len(entries) > PAGE_SIZE else None,
        "first_url": here if before_id else None,
    }
