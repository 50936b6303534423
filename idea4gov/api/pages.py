"""The page that explains the API to people: every address, what it takes and what it returns."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.api.endpoints import OPERATIONS
from idea4gov.api.parameters import LIMIT_MAX
from idea4gov.api.v1.document import path_of
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import services
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("api_pages", __name__)


@bp.get("/api")
@public
@cached_for_visitors()
def show() -> ResponseReturnValue:
    """How to read the API, with examples."""
    config = services().config
    return render_template(
        "pages/api/show.html",
        operations=[(each, path_of(each)) for each in OPERATIONS],
        base_url=f"{config.public_url}/api/v1",
        requests_per_minute=config.api_requests_per_minute,
        largest_page=LIMIT_MAX,
    )
