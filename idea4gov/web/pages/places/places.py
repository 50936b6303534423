"""Find a place: the home page, the provinces, one province with its boards."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.errors import NotFound
from idea4gov.domain.markup import html_excerpt
from idea4gov.domain.places.activity import Activity
from idea4gov.domain.places.finding import PROVINCES, PlaceName
from idea4gov.domain.places.kinds import LOCAL_GOVERNMENT_KINDS
from idea4gov.domain.places.regions import REGIONS
from idea4gov.domain.places.search import matching_provinces
from idea4gov.domain.text import FORBIDDEN_CHARACTERS
from idea4gov.store import answers
from idea4gov.store.answers import AnsweredCard
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardCard
from idea4gov.store.places import reading as places
from idea4gov.store.places.reading import LocalGovernmentCard, ProvinceCard
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.services import find_places, nearest_places, now, reading
from idea4gov.web.http.standby import may_lag
from idea4gov.web.render.country_map import liveliest, map_places
from idea4gov.web.render.filters import local_name, local_names
from idea4gov.web.render.fragment_cache import part_of_page
from idea4gov.web.render.page_cache import cached_for_visitors, for_everybody

bp = Blueprint("places", __name__)

BOARDS_ON_HOME = 6
LIVELIEST_ON_HOME = 5
ANSWERS_SHOWN = 3
ANSWER_EXCERPT_LENGTH = 160
CLOSING_ON_HOME = 3
BOARDS_PER_PAGE = 18
CLOSED_BOARDS_BELOW = 6
MAX_QUERY_LENGTH = 100
OTHER_PLACES, NEAR_PLACES, SUGGESTIONS = 40, 3, 8


@bp.get("/")
@public
@cached_for_visitors()
def home() -> ResponseReturnValue:
    """The home page: find one's province, and open boards, first those that close soon, then the newest."""
    return render_template("pages/places/home.html", main=for_everybody("home", _home))


def _home() -> Markup:
    with reading() as db:
        provinces = places.list_provinces(db)
        soon = boards.list_closing_soon(db, now=now(), limit=CLOSING_ON_HOME)
        newest = boards.list_boards(db, now=now(), state="open", limit=BOARDS_ON_HOME)
        activity = places.list_activity(db, now=now())
        answered = answers.list_answered(db, limit=ANSWERS_SHOWN)
    country = map_places(_in_order(provinces), activity)
    return part_of_page(
        "pages/places/_home.html",
        names=local_names(_in_order(provinces)),
        boards=list(dict.fromkeys([*soon, *newest]))[:BOARDS_ON_HOME],
        places=country,
        liveliest=liveliest(country, LIVELIEST_ON_HOME),
        answered=with_excerpts(answered),
    )


@bp.get("/provinces")
@public
@cached_for_visitors(args=("q",))
def provinces() -> ResponseReturnValue:
    """The provinces by region, or the places that `?q=` may mean; a single match redirects to its page.

    One province that fits is meant before local governments and subdistricts of that name.
    """
    query = _typed_query()
    with reading() as db:
        known = _in_order(places.list_provinces(db))
        activity = places.list_activity(db, now=now())
    found = matching_provinces(query, known) if query else known
    others = _other_places(query) if query else []
    if query and len(found) == 1:
        return redirect(url_for("places.province", code=found[0].code), 303)
    if not found and len(others) == 1:
        return redirect(place_address(others[0]), 303)
    return render_template(
        "pages/places/provinces.html",
        query=query,
        names=local_names(known),
        found_count=len(found) + len(others),
        regions=_by_region(found),
        others=others,
        near=[] if found or others else nearest_places(query, NEAR_PLACES),
        activity=activity,
        places=map_places(known, activity),
    )


@bp.get("/places/suggestions")
@public
@may_lag
def suggestions() -> ResponseReturnValue:
    """The places that `?q=` may mean, as JSON for the field that completes what is typed."""
    thai = language() == "th"
    found = [
        {
            "name": _called(place),
            "within": place.within_th if thai else place.within_en,
            "url": place_address(place),
        }
        for place in find_places(_typed_query(), SUGGESTIONS)
    ]
    return {"places": found}


@bp.get("/local-governments/<place:code>")
@public
@cached_for_visitors(args=("before",))
def local_government(code: str) -> ResponseReturnValue:
    """A local government and its boards and rounds, newest first. `?before=`: a later page."""
    before_id = _before_id()
    with reading() as db:
        found = places.get_local_government(db, code)
        province = places.get_province(db, found.province_code)
        limit = BOARDS_PER_PAGE + 1
        cards = boards.list_boards(
            db, now=now(), local_government_code=code, before_id=before_id, limit=limit
        )
    last_id = cards[BOARDS_PER_PAGE - 1].id if len(cards) > BOARDS_PER_PAGE else None
    here = url_for("places.local_government", code=code)
    return render_template(
        "pages/places/local_government.html",
        place=found,
        province=province,
        boards=cards[:BOARDS_PER_PAGE],
        next_url=url_for("places.local_government", code=code, before=last_id) if last_id else None,
        first_url=here if before_id else None,
    )


@bp.get("/subdistricts/<place:code>")
@public
@may_lag
def subdistrict(code: str) -> ResponseReturnValue:
    """Which local governments look after a subdistrict; a single one redirects to its page."""
    with reading() as db:
        found = places.find_subdistrict(db, code)
        if found is None:
            raise NotFound()
        offices = places.list_local_governments_of(db, code)
        province = places.get_province(db, code[:2])
    if len(offices) == 1:
        return redirect(url_for("places.local_government", code=offices[0].code), 303)
    return render_template("pages/places/subdistrict.html", place=found, offices=offices, province=province)


def place_address(place: PlaceName) -> str:
    """The address of a place's page."""
    return url_for(f"places.{place.kind}", code=place.code)


def _called(place: PlaceName) -> str:
    """The name of a place as people say it: in templates, components/place_link.html says it."""
    name = local_name(place)
    if place.kind != "subdistrict":
        return name
    if place.province_code == "10":
        return gettext("%(name)s subdistrict of Bangkok", name=name)
    return gettext("%(name)s subdistrict", name=name)


def _typed_query() -> str:
    return FORBIDDEN_CHARACTERS.sub("", request.args.get("q", "")).strip()[:MAX_QUERY_LENGTH]


def _other_places(query: str) -> list[PlaceName]:
    """Local governments and subdistricts that the query may mean."""
    found = find_places(query, PROVINCES + OTHER_PLACES)
    return [place for place in found if place.kind != "province"][:OTHER_PLACES]


@bp.get("/provinces/<place:code>")
@public
@cached_for_visitors(args=("boards", "before"))
def province(code: str) -> ResponseReturnValue:
    """A province's boards and local governments. `?boards=closed`: those alone; `?before=`: a later page."""
    shows_open = request.args.get("boards") != "closed"
    before_id = _before_id()
    with reading() as db:
        found = places.get_province(db, code)
        open_boards = _page_of(db, code, "open", before_id) if shows_open else []
        closed_boards = _page_of(db, code, "closed", None if shows_open else before_id)
        local_governments = places.list_local_governments(db, code)
        activity = places.list_activity(db, now=now(), province_code=code)
        answered = answers.list_answered(db, province_code=code, limit=ANSWERS_SHOWN) if shows_open else []
    shown_closed = CLOSED_BOARDS_BELOW if shows_open else BOARDS_PER_PAGE
    return render_template(
        "pages/places/province.html",
        province=found,
        region=gettext(REGIONS[found.region]),
        activity=activity.get(code, Activity(0, 0)),
        answered=with_excerpts(answered),
        shows_open=shows_open,
        is_later=before_id is not None,
        open_boards=open_boards[:BOARDS_PER_PAGE],
        closed_boards=closed_boards[:shown_closed],
        next_open=_next_page(code, open_boards, BOARDS_PER_PAGE),
        next_closed=_next_page(code, closed_boards, shown_closed, "closed"),
        local_government_count=len(local_governments),
        kinds=_by_kind(local_governments),
    )


def with_excerpts(cards: Sequence[AnsweredCard]) -> list[tuple[AnsweredCard, str]]:
    """Each answered proposal with the beginning of its answer, as plain text."""
    return [(card, html_excerpt(card.answer_html, ANSWER_EXCERPT_LENGTH)) for card in cards]


def _before_id() -> int | None:
    """The last board of the page before; None for the first page, or if `?before=` is no number."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _page_of(
    db: Session, code: str, state: Literal["open", "closed"], before_id: int | None
) -> list[BoardCard]:
    """The boards of a page, and one more if there is a next page."""
    limit = BOARDS_PER_PAGE + 1
    return boards.list_boards(
        db, now=now(), province_code=code, state=state, before_id=before_id, limit=limit
    )


def _next_page(
    code: str, cards: Sequence[BoardCard], shown: int, state: BoardState | None = None
) -> str | None:
    if len(cards) <= shown:
        return None
    return url_for("places.province", code=code, boards=state, before=cards[shown - 1].id)


def _in_order(provinces: list[ProvinceCard]) -> list[ProvinceCard]:
    """Provinces in the alphabetical order of the reader's language; the store gives the Thai order."""
    if language() == "en":
        return sorted(provinces, key=lambda one: one.name_en.casefold())
    return provinces


def _by_region(provinces: Sequence[ProvinceCard]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(key, label, [(code, name)]) of each region with a province in the list."""
    groups = [(key, label, [one for one in provinces if one.region == key]) for key, label in REGIONS.items()]
    return [
        (key, label, [(one.code, name) for one, name in zip(members, local_names(members), strict=True)])
        for key, label, members in groups
        if members
    ]


def _by_kind(local_governments: Sequence[LocalGovernmentCard]) -> list[tuple[str, list[str]]]:
    """(label, names) of each kind of local government, from the widest kind to the smallest."""
    order = {kind: position for position, kind in enumerate(LOCAL_GOVERNMENT_KINDS)}
    ordered = sorted(local_governments, key=lambda one: order[one.kind])
    groups = groupby(ordered, key=lambda one: one.kind)
    return [(LOCAL_GOVERNMENT_KINDS[kind], local_names(members)) for kind, members in groups]
