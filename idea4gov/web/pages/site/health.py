"""Health checks: whether the process lives, and whether it can serve."""

from functools import partial
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from idea4gov.actions.readiness import NO_ANSWER, examine
from idea4gov.domain.readiness import status_of
from idea4gov.outside.random_tokens import draw_nonce
from idea4gov.web.http.guards import public
from idea4gov.web.http.kept_answer import KeptAnswer
from idea4gov.web.http.network_limits import uncounted
from idea4gov.web.http.services import Services, services

bp = Blueprint("health", __name__)
KEY = "idea4gov-readiness"


@bp.get("/healthz")
@uncounted
@public
def alive() -> ResponseReturnValue:
    """Answer 200, without looking at anything else. The server of ours answers by itself."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 if this process can serve, else 503; and how each part is."""
    found = _readiness(services()).find()
    status = status_of(found.answer)
    answer = {"status": status, **found.answer, "age_seconds": round(found.age_seconds, 1)}
    return answer, 503 if status == "unready" else 200


def _readiness(parts: Services) -> KeptAnswer[dict[str, str]]:
    """The one of this process; made anew for another database, as tests have."""
    known: tuple[Any, KeptAnswer[dict[str, str]]] | None = current_app.extensions.get(KEY)
    if known is None or known[0] is not parts.database:
        look = partial(examine, parts.database, name=draw_nonce(), clock=parts.clock)
        known = current_app.extensions[KEY] = parts.database, KeptAnswer(look, NO_ANSWER)
    return known[1]
