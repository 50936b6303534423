"""Health checks: whether the process lives, and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from idea4gov.store.migrate import is_current
from idea4gov.web.http.guards import public
from idea4gov.web.http.network_limits import uncounted
from idea4gov.web.http.services import read_clock, services

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@uncounted
@public
def alive() -> ResponseReturnValue:
    """Answer 200, without looking at anything else."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 if the database is reachable and migrated and this machine's clock not wrong, else 503."""
    try:
        current = is_current(services().database)
        is_clock_wrong = current and read_clock().done_until is None
    except SQLAlchemyError:
        return {"status": "database unreachable"}, 503
    if is_clock_wrong:
        return {"status": "clock differs from the database's by more than 30 s"}, 503
    return ({"status": "ready"}, 200) if current else ({"status": "migrations pending"}, 503)
