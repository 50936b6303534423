"""The page of a board with its proposals, and the form that opens one."""

import re
import secrets
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response

from idea4gov.actions.boards import get_visible_board, open_board
from idea4gov.domain.boards import BOARD_KINDS, is_open
from idea4gov.domain.categories import CATEGORIES, category_names
from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import adopting_local_governments
from idea4gov.domain.paging import decode_cursor, encode_cursor
from idea4gov.domain.permissions import Place, Viewer, may, person_of
from idea4gov.domain.shuffle import SEEDS, seed_of
from idea4gov.store import moderation_log
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import lists as proposals
from idea4gov.store.proposals.lists import CardsPage, Narrowing
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.login import current_viewer, require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.boards.forms import BoardForm, local_government_choices
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("boards", __name__)

SORTS = ("support", "newest", "shuffled")
# {`?status=`: whether the listed proposals have an official answer}.
STATUSES = {"answered": True, "unanswered": False}
PLACE_CODE = re.compile("[0-9]{4,8}")


class Asked(NamedTuple):
    """How the address asks a board's list to be sorted, narrowed and continued.

    after: cursor of the page before. seed: of the shuffle, for visitors who are not logged in.
    """

    sort: str
    category: str | None
    status: str | None
    place: str | None
    after: str | None
    seed: int | None

    @property
    def narrowing(self) -> Narrowing:
        """The conditions on the list, as arguments of the store."""
        return Narrowing(category=self.category, answered=STATUSES.get(self.status or ""), place=self.place)

    @property
    def is_narrowed(self) -> bool:
        """Whether the list leaves out any proposal of the board."""
        return bool(self.category or self.status or self.place)


@bp.get("/boards/<id:board_id>")
@public
@cached_for_visitors(args=("sort", "category", "status", "place", "seed", "after"))
def show(board_id: int) -> ResponseReturnValue:
    """A board with a page of its proposals (see Asked); a hidden one says that it is hidden (404)."""
    viewer, asked = current_viewer(), _asked()
    if asked.sort == "shuffled" and asked.seed is None and viewer is None:
        return redirect(_address(board_id, asked._replace(seed=secrets.randbelow(SEEDS))))
    with reading() as db:
        try:
            board = get_visible_board(db, board_id, viewer, kinds=BOARD_KINDS)
        except NotFound:
            hidden = moderation_log.find_hidden_board(db, board_id)
            if hidden is None:
                raise
            return render_template("pages/desk/moderation/hidden_board.html", hidden=hidden), 404
        if board.kind == "budget":
            return redirect(url_for("rounds.show", round_id=board_id))
        page = _list(db, board, asked, viewer)
    place = Place(board.province_code, board.local_government_code)
    return render_template(
        "pages/boards/show.html",
        board=board,
        is_open=is_open(board.state, board.closes_at, now()),
        cards=page.cards,
        asked=asked,
        categories=tuple(category_names(language()).items()),
        next_url=_address(board_id, asked, after=encode_cursor(*page.after)) if page.after else None,
        first_url=_address(board_id, asked) if asked.after else None,
        may_adopt=_may_adopt(viewer, board),
        may_close=may(viewer, "board:close", place),
        may_document=may(viewer, "document:take", place),
        may_moderate=may(viewer, "content:moderate", place),
        is_own=viewer is not None and viewer.account_id == board.opened_by_id,
    )


@bp.route("/provinces/<place:code>/boards/new", methods=["GET", "POST"])
@require("board:open")
def new(code: str) -> ResponseReturnValue:
    """Open a discussion board in a province."""
    viewer, form = require_viewer(), BoardForm()
    done, status = run_form(form, lambda: _open(viewer, code, form))
    if done:
        return done
    with reading() as db:
        province = places.get_province(db, code)
        form.local_government_code.choices = local_government_choices(places.list_local_governments(db, code))
    return render_template("pages/boards/new.html", form=form, province=province), status


def _open(viewer: Viewer, code: str, form: BoardForm) -> Response:
    with transaction() as db:
        board_id = open_board(
            db,
            viewer,
            province_code=code,
            local_government_code=form.local_government_code.data or None,
            title=form.title.data,
            body=form.body.data,
            closes_on=form.closes_on.data or "",
            form_key=form.form_key.data,
            now=now(),
        )
    flash(gettext("Your board is open. Share its link, so that people can propose."), "success")
    return redirect(url_for("boards.show", board_id=board_id), 303)


def _asked() -> Asked:
    """What the address asks for; unknown values count as absent."""
    names = ("sort", "category", "status", "place", "seed")
    sort, category, status, place, seed = (request.args.get(name) for name in names)
    return Asked(
        sort=sort if sort in SORTS else SORTS[0],
        category=category if category in CATEGORIES else None,
        status=status if status in STATUSES else None,
        place=place if place and PLACE_CODE.fullmatch(place) else None,
        after=request.args.get("after"),
        seed=int(seed) if seed and seed.isascii() and seed.isdigit() and len(seed) < 7 else None,
    )


def _list(db: Session, board: BoardPage, asked: Asked, viewer: Viewer | None) -> CardsPage:
    person_id, narrowing = person_of(viewer), asked.narrowing
    if asked.sort == "newest":
        after = decode_cursor(asked.after, 1)
        return proposals.list_newest(db, board.id, person_id=person_id, after=after, **narrowing)
    if asked.sort == "support":
        after = decode_cursor(asked.after, 2)
        return proposals.list_by_support(db, board.id, person_id=person_id, after=after, **narrowing)
    seed, size, start = _shuffle(board, asked, viewer)
    return proposals.list_shuffled(
        db, board.id, seed=seed, size=size, start=start, person_id=person_id, **narrowing
    )


def _shuffle(board: BoardPage, asked: Asked, viewer: Viewer | None) -> tuple[int, int, int]:
    """The seed of the shuffle, the number of proposals shuffled, and the place where the page starts."""
    cursor = decode_cursor(asked.after, 3)
    # A forged size could make the shuffle go through numbers that no proposal has.
    if cursor is not None and cursor[1] <= board.last_number:
        return cursor[0], cursor[1], cursor[2]
    seed = seed_of(viewer.person_id, board.id) if viewer else asked.seed or 0
    return seed, board.last_number, 0


def _address(board_id: int, asked: Asked, *, after: str | None = None) -> str:
    sort = None if asked.sort == SORTS[0] else asked.sort
    return url_for(
        "boards.show",
        board_id=board_id,
        sort=sort,
        category=asked.category,
        status=asked.status,
        place=asked.place,
        seed=asked.seed,
        after=after,
    )


def _may_adopt(viewer: Viewer | None, board: BoardPage) -> bool:
    """Whether this official may adopt the citizens' board, for any local government."""
    if viewer is None or board.is_official or board.is_adopted or board.state != "open":
        return False
    return bool(adopting_local_governments(viewer, Place(board.province_code, board.local_government_code)))
