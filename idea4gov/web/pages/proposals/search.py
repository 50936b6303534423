"""Search for proposals, and for those like one that is being written."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.search import find_similar
from idea4gov.domain.boards import BOARD_KINDS
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.search import MAX_QUERY_LENGTH
from idea4gov.domain.text import FORBIDDEN_CHARACTERS
from idea4gov.store.places import reading as places
from idea4gov.store.search import PAGE_SIZE, Where, search_proposals
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import reading
from idea4gov.web.render.filters import local_name
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("search", __name__)


@bp.get("/search")
@public
@cached_for_visitors(args=("q", "board", "province", "before"))
def show() -> ResponseReturnValue:
    """Proposals that match `?q=`, newest first: everywhere, in `?province=`, or on `?board=`."""
    query = _typed("q")
    before_id = whole_number(request.args.get("before", ""))
    with reading() as db:
        where, name = _where(db)
        cards = search_proposals(db, query, where=where, before_id=before_id, limit=PAGE_SIZE + 1)
    shown = cards[:PAGE_SIZE]
    return render_template(
        "pages/proposals/search/show.html",
        query=query,
        where=where,
        where_name=name,
        cards=shown,
        next_url=_address(query, where, shown[-1].id) if len(cards) > PAGE_SIZE else None,
        first_url=_address(query, where) if before_id else None,
    )


@bp.get("/boards/<id:board_id>/similar")
@public
def similar(board_id: int) -> ResponseReturnValue:
    """A fragment of HTML: the proposals of a board with titles like `?title=`; empty if there are none."""
    with reading() as db:
        board = get_visible_board(db, board_id, current_viewer(), kinds=BOARD_KINDS)
        cards = find_similar(db, _typed("title"), board_id=board.id)
    return render_template("pages/proposals/search/similar.html", cards=cards)


def _typed(name: str) -> str:
    return FORBIDDEN_CHARACTERS.sub("", request.args.get(name, "")).strip()[:MAX_QUERY_LENGTH]


def _where(db: Session) -> tuple[Where, str | None]:
    """The scope of the search that the address asks for, and its name.

    Raises NotFound for an unknown place.
    """
    board_id, code = whole_number(request.args.get("board", "")), request.args.get("province")
    if board_id is not None:
        board = get_visible_board(db, board_id, current_viewer(), kinds=BOARD_KINDS)
        return Where(board_id=board.id), board.title
    if code:
        province = places.get_province(db, code)
        return Where(province_code=province.code), local_name(province)
    return Where(), None


def _address(query: str, where: Where, before_id: int | None = None) -> str:
    return url_for(
        "search.show", q=query, board=where.board_id, province=where.province_code, before=before_id
    )
