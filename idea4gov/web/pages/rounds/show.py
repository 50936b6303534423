"""The page of a budget round, whatever its phase, and the files with which anyone can check its result."""

from hashlib import sha256

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.hosted import get_aftermath
from idea4gov.actions.rounds.imports import export_lines, get_published
from idea4gov.actions.rounds.results import get_round_page
from idea4gov.domain.permissions import may
from idea4gov.domain.renditions import LIVE_ROWS, Rendition
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.outside.verifier import verifier
from idea4gov.store.rounds import hosted
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import now, reading
from idea4gov.web.http.standby import may_lag
from idea4gov.web.pages.rounds.blueprint import bp
from idea4gov.web.pages.rounds.hosted import show_hosted
from idea4gov.web.render.downloads import download
from idea4gov.web.render.page_cache import cached_for_visitors
from idea4gov.web.render.renditions import send_rendition

PB = "text/plain; charset=utf-8"


@bp.get("/rounds/<id:round_id>")
@public
@cached_for_visitors()
def show(round_id: int) -> ResponseReturnValue:
    """The page of a round in its present phase; once it is counted, who won and how to check it."""
    with reading() as db:
        running = hosted.find_hosted(db, round_id)
    if running is not None and running.phase not in PUBLISHED_PHASES:
        return show_hosted(round_id)
    viewer = current_viewer()
    with reading() as db:
        page = get_round_page(db, round_id)
        after = get_aftermath(db, round_id, viewer, now=now()) if running else {}
    return render_template(
        "pages/rounds/hosted_result.html" if running else "pages/rounds/show.html",
        **after,
        page=page,
        round=page.round,
        may_document=may(viewer, "document:take", page.round.place),
    )


@bp.get("/rounds/<id:round_id>.pb")
@public
@may_lag
def file(round_id: int) -> ResponseReturnValue:
    """The canonical `.pb` file; its SHA-256 is the digest on the round's page, and its ETag."""
    with reading() as db:
        found = get_published(db, round_id)
    name = f"round-{round_id}.pb"
    if request.if_none_match.contains_weak(str(found.digest)):
        response = Response(status=304)
    elif (found.ballot_count or 0) > LIVE_ROWS:
        rendition = Rendition("round_file", str(round_id), "pb")
        response = make_response(send_rendition(rendition, content_type=PB, name=name))
        if response.status_code != 200:
            return response
    else:
        response = download(
            lambda db: export_lines(db, get_published(db, round_id)),
            content_type=PB,
            name=name,
        )
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(str(found.digest), weak=True)
    return response


@bp.get("/verify.pyz")
@public
def verify_tool() -> ResponseReturnValue:
    """The program that recounts a `.pb` file with nothing but Python's standard library."""
    data = verifier()
    response = Response(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.pyz"'
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(sha256(data).hexdigest())
    return response.make_conditional(request)
