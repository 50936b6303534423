"""What Prometheus reads: for those who hold its token, or for programs of this machine."""

import hmac

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import QueuePool

from idea4gov.outside import metrics
from idea4gov.outside.metrics import CONTENT_TYPE, expose
from idea4gov.web.http.guards import public
from idea4gov.web.http.local_only import is_this_machine
from idea4gov.web.http.metrics import find_figures, list_readings
from idea4gov.web.http.network_limits import uncounted
from idea4gov.web.http.services import services
from idea4gov.web.render.fragment_cache import KEY as FRAGMENTS
from idea4gov.web.render.page_cache import KEY as PAGES

bp = Blueprint("metrics", __name__)
# A proxy adds one of these: what it passes on comes from elsewhere, whatever its own address is.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
REFUSED = (
    "Send “Authorization: Bearer …” with the token of IDEA4GOV_METRICS_TOKEN, or ask from this machine "
    "without a proxy: docs/operations.md, On duty.\n"
)


@bp.get("/metrics")
@uncounted
@public
def show() -> Response:
    """The metrics of all processes of this server, and of its database."""
    parts = services()
    if not _may_read(parts.config.metrics_token):
        refused = Response(REFUSED, 401, mimetype="text/plain")
        refused.www_authenticate.type = "bearer"
        return refused
    note_process(current_app)
    answer = Response(expose(list_readings(find_figures(parts), parts.config)), content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def note_process(app: Flask) -> None:
    """Note what this process holds: connections to the database, and caches."""
    pool = app.extensions["idea4gov"].database.engine.pool
    held = {}
    if isinstance(pool, QueuePool):
        held = {"size": pool.size(), "used": pool.checkedout(), "overflow": max(0, pool.overflow())}
    caches = {"pages": app.extensions[PAGES].size, "fragments": app.extensions[FRAGMENTS].fragments.size}
    metrics.note_process(held, caches)


def _may_read(token: str) -> bool:
    """Whether the token was sent; where none is set, whether a program of this machine asks by itself."""
    if token:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(sent, token.encode())
    before = request.environ.get("werkzeug.proxy_fix.orig", {})
    peer = before.get("REMOTE_ADDR", request.environ.get("REMOTE_ADDR", ""))
    return is_this_machine(peer) and not any(name in request.headers for name in PASSED_ON)
