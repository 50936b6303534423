"""Hints of irregular votes, for officials to look at before the announcement."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.hints import LOOK, get_hints_page
from idea4gov.domain.rounds.hints import SAYS
from idea4gov.web.http.guards import require
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import reading

bp = Blueprint("hints", __name__)
CLUSTERS_SHOWN, LINES_SHOWN = 20, 40


@bp.get("/desk/rounds/<id:round_id>/hints")
@require(LOOK)
def show(round_id: int) -> ResponseReturnValue:
    """Groups of voters on the web by kind: their sizes and the numbers of their lines. No choice, no name."""
    with reading() as db:
        page = get_hints_page(db, require_viewer(), round_id)
    return render_template(
        "pages/rounds/hints.html",
        page=page,
        round=page.round,
        kinds=[(kind, *SAYS[kind], clusters) for kind, clusters in page.clusters.items()],
        most_clusters=CLUSTERS_SHOWN,
        most_lines=LINES_SHOWN,
    )
