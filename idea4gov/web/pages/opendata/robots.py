"""robots.txt, and the sitemap of public pages in parts of bounded size."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from idea4gov.domain.opendata.datasets import DATASETS
from idea4gov.store.places.reading import list_provinces
from idea4gov.store.published.addresses import find_largest, list_board_pages, list_proposal_pages
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import reading, services
from idea4gov.web.http.standby import may_lag

bp = Blueprint("robots", __name__)

NUMBERS_A_PART = 10_000
NOT_FOR_ROBOTS = (
    "/desk",
    "/me",
    "/log-in",
    "/language",
    "/boards/*?",
    "/boards/*/embed",
    "/rounds/*/embed",
    "/oembed",
)
PROSE = ("places.home", "places.provinces", "prose.manual", "prose.privacy", "prose.accessibility")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What search engines may read: every public page, but no sorted or filtered lists."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {services().config.public_url}{url_for('robots.sitemap')}")
    return _cached(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@bp.get("/sitemap.xml")
@public
@may_lag
def sitemap() -> ResponseReturnValue:
    """The index of the sitemap's parts."""
    with reading() as db:
        largest = find_largest(db)
    parts = [url_for("robots.sitemap_of_places")]
    for name, number in largest._asdict().items():
        count = -(-number // NUMBERS_A_PART)
        parts += [url_for(f"robots.sitemap_of_{name}s", part=part) for part in range(1, count + 1)]
    return _xml("feeds/sitemap_index.xml", parts)


@bp.get("/sitemaps/places.xml")
@public
@may_lag
def sitemap_of_places() -> ResponseReturnValue:
    """The part of the sitemap with pages of prose, provinces and data sets."""
    with reading() as db:
        provinces = list_provinces(db)
    paths = [url_for(endpoint) for endpoint in (*PROSE, "data.index", "api_pages.show")]
    paths += [url_for("places.province", code=one.code) for one in provinces]
    paths += [url_for("data.show", name=name) for name in DATASETS]
    return _xml("feeds/sitemap.xml", paths)


@bp.get("/sitemaps/boards-<id:part>.xml")
@public
@may_lag
def sitemap_of_boards(part: int) -> ResponseReturnValue:
    """The boards and budget rounds with ids of one part."""
    with reading() as db:
        found = list_board_pages(db, *_range(part))
    return _xml(
        "feeds/sitemap.xml",
        [
            url_for("rounds.show", round_id=number) if is_round else url_for("boards.show", board_id=number)
            for number, is_round in found
        ],
    )


@bp.get("/sitemaps/proposals-<id:part>.xml")
@public
@may_lag
def sitemap_of_proposals(part: int) -> ResponseReturnValue:
    """The proposals with ids of one part."""
    with reading() as db:
        found = list_proposal_pages(db, *_range(part))
    return _xml("feeds/sitemap.xml", [url_for("proposals.show", proposal_id=number) for number in found])


def _range(part: int) -> tuple[int, int]:
    """The first and the last id of a part; an empty range beyond the largest id."""
    last = min(part, 10**13) * NUMBERS_A_PART
    return last - NUMBERS_A_PART + 1, last


def _xml(template: str, paths: list[str]) -> Response:
    return _cached(Response(render_template(template, paths=paths), mimetype="application/xml"))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
