"""Pages of prose, one text for each language: the manual, the privacy notice, accessibility."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.domain.retention import kept
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import services
from idea4gov.web.render.page_cache import cached_for_visitors
from idea4gov.web.render.retention import retention_rows

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
    """What data is kept about people, why, and what rights they have."""
    config = services().config
    return render_template(
        "pages/site/prose/privacy.html",
        controller=_controller(),
        rows=retention_rows(),
        addresses_days=kept("security_addresses").days,
        traffic_days=config.traffic_log_days if config.keeps_traffic else None,
    )


@bp.get("/accessibility")
@public
@cached_for_visitors()
def accessibility() -> ResponseReturnValue:
    """What was done to make the site accessible, and what is missing."""
    return render_template("pages/site/prose/accessibility.html", controller=_controller())


def _controller() -> dict[str, str]:
    """Who answers for personal data, as the settings say; empty texts in a trial."""
    config = services().config
    return {
        "name": config.controller,
        "contact": config.controller_contact,
        "officer": config.data_protection_officer,
    }
