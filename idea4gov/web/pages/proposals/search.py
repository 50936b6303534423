"""Search for places, boards, rounds and proposals, and for proposals like one that is being written."""

from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.search import find_similar
from idea4gov.domain.boards import BOARD_KINDS
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.places.finding import PlaceName
from idea4gov.domain.search import MAX_QUERY_LENGTH
from idea4gov.domain.suggestions import suggested_query
from idea4gov.domain.text import FORBIDDEN_CHARACTERS
from idea4gov.store.boards.reading import BoardTitle
from idea4gov.store.places import reading as places
from idea4gov.store.proposals.lists import ProposalCard
from idea4gov.store.search import (
    EVERYWHERE,
    PAGE_SIZE,
    Where,
    list_near_titles,
    search_boards,
    search_proposals,
)
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import find_places, nearest_places, reading, services
from idea4gov.web.http.standby import may_lag
from idea4gov.web.render.filters import local_name
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("search", __name__)

KINDS = ("places", "boards")
PLACES_SHOWN, BOARDS_SHOWN = 6, 4
MOST_PLACES, NEAR_PLACES = 60, 3


class _Found(NamedTuple):
    """What a page shows: the first of every kind, or one kind alone.

    has_more_places, has_more_boards: whether others fit as well. next_id: where the next page begins.
    """

    places: list[PlaceName]
    boards: list[BoardTitle]
    proposals: list[ProposalCard]
    has_more_places: bool = False
    has_more_boards: bool = False
    next_id: int | None = None


@bp.get("/search")
@public
@cached_for_visitors(args=("q", "board", "province", "kind", "before"))
def show() -> ResponseReturnValue:
    """What `?q=` finds: places, boards and rounds, proposals; on `?board=` or in `?province=` what is there.

    `?kind=places` and `?kind=boards`: those alone, and more of them. Newest first, from `?before=` on.
    """
    query = _typed("q")
    kind = request.args.get("kind") if request.args.get("kind") in KINDS else None
    before_id = whole_number(request.args.get("before", ""))
    with reading() as db:
        where, name = _where(db)
        found = _find(db, query, where, kind, before_id)
        is_lost = bool(query) and before_id is None and not (found.places or found.boards or found.proposals)
        near_words = suggested_query(query, list_near_titles(db, query)) if is_lost else None
    kept: dict[str, Any] = {"q": query, "board": where.board_id, "province": where.province_code}
    return render_template(
        "pages/proposals/search/show.html",
        query=query,
        kept=kept,
        kind=kind,
        where=where,
        where_name=name,
        found=found,
        is_lost=is_lost,
        near_words=near_words,
        near_places=nearest_places(query, NEAR_PLACES) if is_lost else [],
        next_url=url_for("search.show", **kept, kind=kind, before=found.next_id) if found.next_id else None,
        first_url=url_for("search.show", **kept, kind=kind) if before_id else None,
    )


@bp.get("/boards/<id:board_id>/similar")
@public
@may_lag
def similar(board_id: int) -> ResponseReturnValue:
    """A fragment of HTML: the proposals of a board with titles like `?title=`; empty if there are none."""
    with reading() as db:
        board = get_visible_board(db, board_id, current_viewer(), kinds=BOARD_KINDS)
        cards = find_similar(db, _typed("title"), board_id=board.id)
    return render_template("pages/proposals/search/similar.html", cards=cards)


def _find(db: Session, query: str, where: Where, kind: str | None, before_id: int | None) -> _Found:
    if kind == "places":
        return _Found(find_places(query, MOST_PLACES), [], [])
    if kind == "boards":
        boards = _boards(db, query, where, before_id, PAGE_SIZE + 1)
        return _Found([], boards[:PAGE_SIZE], [], next_id=_next_id(boards))
    proposals = search_proposals(
        db, query, where=where, synonyms=services().synonyms, before_id=before_id, limit=PAGE_SIZE + 1
    )
    # On the first page alone, and only where they can be.
    found = find_places(query, PLACES_SHOWN + 1) if where == EVERYWHERE and not before_id else []
    boards = _boards(db, query, where, None, BOARDS_SHOWN + 1) if not (where.board_id or before_id) else []
    return _Found(
        found[:PLACES_SHOWN],
        boards[:BOARDS_SHOWN],
        proposals[:PAGE_SIZE],
        len(found) > PLACES_SHOWN,
        len(boards) > BOARDS_SHOWN,
        _next_id(proposals),
    )


def _boards(db: Session, query: str, where: Where, before_id: int | None, limit: int) -> list[BoardTitle]:
    return search_boards(
        db,
        query,
        where=where,
        synonyms=services().synonyms,
        before_id=before_id,
        limit=limit,
    )


def _next_id(cards: list[BoardTitle] | list[ProposalCard]) -> int | None:
    return cards[PAGE_SIZE - 1].id if len(cards) > PAGE_SIZE else None


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
    return EVERYWHERE, None
