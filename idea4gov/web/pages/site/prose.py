"""Pages of prose: the manual, the privacy notice, the accessibility statement; one text per language."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.web.http.guards import public
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("prose", __name__)


@bp.get("/manual")
@public
@cached_for_visitors()
def manual() -> ResponseReturnValue:
    """How to use the site, for citizens and officials."""
    return render_template("pages/site/prose/manual.html")


@bp.get("/privacy")
@public
@cached_for_visitors()
def privacy() -> ResponseReturnValue:
    """What is stored about people, why, and their rights."""
    return render_template("pages/site/prose/privacy.html")


@bp.get("/accessibility")
@public
@cached_for_visitors()
def accessibility() -> ResponseReturnValue:
    """What was done so that everybody can use the site, and what is still missing."""
    return render_template("pages/site/prose/accessibility.html")
