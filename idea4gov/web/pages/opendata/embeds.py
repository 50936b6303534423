"""Cards of boards and rounds to embed in other sites.

A page for an iframe, and oEmbed (https://oembed.com).
"""

import re
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import NotImplemented as NotImplementedByUs

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.rounds.hosted import get_hosted_page, get_visible
from idea4gov.actions.rounds.imports import get_published
from idea4gov.actions.rounds.results import get_round_page
from idea4gov.domain.boards import is_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.store.published.boards import count_supports
from idea4gov.store.rounds import hosted
from idea4gov.web.http.guards import public
from idea4gov.web.http.security import allow_framing
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.http.standby import may_lag

bp = Blueprint("embeds", __name__)

WIDTH, HEIGHT = 480, 320
MIN_WIDTH = 240
# allow-same-origin: without it the page could not load its own style and font. It has no script.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_PAGE = re.compile(r"/(boards|rounds)/([1-9][0-9]{0,17})")


@bp.get("/boards/<id:board_id>/embed")
@public
@may_lag
def board(board_id: int) -> ResponseReturnValue:
    """The card of a board, without script or cookie; any site may show it in a frame."""
    with reading() as db:
        found = get_visible_board(db, board_id, None)
        supports = count_supports(db, board_id)
    allow_framing()
    return render_template(
        "pages/opendata/embeds/board.html",
        board=found,
        supports=supports,
        is_open=is_open(found.state, found.closes_at, now()),
    )


@bp.get("/rounds/<id:round_id>/embed")
@public
@may_lag
def round_(round_id: int) -> ResponseReturnValue:
    """The card of a budget round with its present phase, and its result once there is one."""
    with reading() as db:
        running = hosted.find_hosted(db, round_id)
        is_counted = running is None or running.phase in PUBLISHED_PHASES
        result = get_round_page(db, round_id) if is_counted else None
        page = None if is_counted else get_hosted_page(db, round_id, None, now=now())
    allow_framing()
    return render_template(
        "pages/opendata/embeds/round.html",
        round=result.round if result else page and page.round,
        hosted_round=running,
        result=result,
        running=page,
    )


@bp.get("/oembed")
@public
def oembed() -> ResponseReturnValue:
    """The oEmbed answer about the page `?url=`: the HTML that embeds a board or a round of this site."""
    if request.args.get("format", "json") != "json":
        raise NotImplementedByUs()
    root = services().config.public_url
    kind, board_id = _page_of(request.args.get("url", ""), root)
    with reading() as db:
        if kind == "rounds" and hosted.find_hosted(db, board_id) is None:
            title = get_published(db, board_id).title
        elif kind == "rounds":
            title = get_visible(db, board_id, None).title
        else:
            title = get_visible_board(db, board_id, None).title
    width = max(min(_most("maxwidth", WIDTH), WIDTH), MIN_WIDTH)
    height = min(_most("maxheight", HEIGHT), HEIGHT)
    frame = root + (
        url_for("embeds.round_", round_id=board_id)
        if kind == "rounds"
        else url_for("embeds.board", board_id=board_id)
    )
    return jsonify(
        version="1.0",
        type="rich",
        provider_name="บอกเรา ถึงรัฐ",
        provider_url=root,
        title=title,
        width=width,
        height=height,
        cache_age=3600,
        html=f'<iframe src="{frame}" width="{width}" height="{height}" title="{escape(title)}" '
        f'sandbox="{SANDBOX}" loading="lazy" style="border:0"></iframe>',
    )


def _page_of(url: str, root: str) -> tuple[str, int]:
    """("boards" or "rounds", id) of an address of this site. root: what such addresses begin with.

    Raises NotFound.
    """
    try:
        parts, ours = urlsplit(url), urlsplit(root)
    except ValueError as error:
        raise NotFound() from error
    found = _PAGE.fullmatch(parts.path)
    if found is None or (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
        raise NotFound()
    return found[1], int(found[2])


def _most(name: str, otherwise: int) -> int:
    return whole_number(request.args.get(name, "")) or otherwise
