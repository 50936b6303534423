"""Atom feeds: the newest boards of a province; the newest proposals and answers of a board."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.actions.boards import get_visible_board
from idea4gov.domain.boards import BOARD_KINDS, BoardKind
from idea4gov.store.boards import reading as boards
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import lists as proposals
from idea4gov.store.published.answers import list_new_answers
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.http.standby import may_lag
from idea4gov.web.render.filters import local_name

bp = Blueprint("feeds", __name__)

ENTRIES = 20
ATOM = "application/atom+xml"


class FeedEntry(NamedTuple):
    """An entry of a feed. id: an address that no other entry has. html: its content, sanitized."""

    id: str
    url: str
    title: str
    html: str
    text: str
    at: datetime


@bp.get("/provinces/<place:code>/feed.atom")
@public
@may_lag
def province(code: str) -> ResponseReturnValue:
    """The newest boards of a province."""
    with reading() as db:
        found = places.get_province(db, code)
        cards = boards.list_boards(db, now=now(), province_code=code, limit=ENTRIES)
    entries = []
    for card in cards:
        url = _page_of(card.kind, card.id)
        place = local_name(card, "local_government") or local_name(card, "province")
        entries.append(FeedEntry(url, url, card.title, "", place, card.created_at))
    return _feed(local_name(found), _absolute("places.province", code=code), entries)


@bp.get("/boards/<id:board_id>/feed.atom")
@public
@may_lag
def board(board_id: int) -> ResponseReturnValue:
    """The newest proposals and official answers of a board or a budget round."""
    with reading() as db:
        found = get_visible_board(db, board_id, None, kinds=BOARD_KINDS)
        cards = proposals.list_newest(db, board_id).cards[:ENTRIES]
        answers = list_new_answers(db, board_id, limit=ENTRIES)
    entries = []
    for card in cards:
        url = _absolute("proposals.show", proposal_id=card.id)
        entries.append(FeedEntry(url, url, card.title, "", card.excerpt, card.created_at))
    for one in answers:
        url = _absolute("proposals.show", proposal_id=one.proposal_id, _anchor="answer")
        title = gettext("Answered: %(title)s") % {"title": one.title}
        entries.append(FeedEntry(url, url, title, one.body_html, "", one.answered_at))
    page = _page_of(found.kind, board_id)
    return _feed(found.title, page, entries)


def _page_of(kind: BoardKind, board_id: int) -> str:
    """The URL of a board or a budget round."""
    if kind == "budget":
        return _absolute("rounds.show", round_id=board_id)
    return _absolute("boards.show", board_id=board_id)


def _absolute(endpoint: str, **values: object) -> str:
    return services().config.public_url + url_for(endpoint, **values)  # type: ignore[arg-type]


def _feed(title: str, url: str, entries: Iterable[FeedEntry]) -> Response:
    newest = sorted(entries, key=lambda one: one.at, reverse=True)[: 2 * ENTRIES]
    text = render_template(
        "feeds/feed.xml",
        title=title,
        url=url,
        feed_url=services().config.public_url + request.path,
        updated=newest[0].at if newest else datetime(2000, 1, 1, tzinfo=UTC),
        entries=newest,
    )
    response = Response(text, mimetype=ATOM)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response
