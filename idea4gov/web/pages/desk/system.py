"""How the installation is, for administrators of the nation: what is well, what is not, and what to do."""

from importlib.metadata import version

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from idea4gov.domain.failures import Failure
from idea4gov.domain.permissions import require_nation
from idea4gov.domain.system import MAIL_LATE, ROUND_LATE, list_faults
from idea4gov.outside.failure_log import FailureLog
from idea4gov.web.http.guards import require
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.metrics import find_figures
from idea4gov.web.http.services import now, services

bp = Blueprint("system", __name__)


@bp.get("/desk/system")
@require("site:watch")
def show() -> ResponseReturnValue:
    """Each part with a sign and a word, and what to do where something is wrong."""
    require_nation(require_viewer(), "site:watch")
    parts = services()
    has_relay = bool(parts.config.mail_url) or parts.config.is_development
    found = find_figures(parts)
    figures = found.answer
    faults = list_faults(figures, has_relay=has_relay) if figures else {}
    return render_template(
        "pages/desk/system.html",
        figures=figures,
        faults=faults,
        wrong=sum(faults.values()),
        has_relay=has_relay,
        has_standby=bool(parts.config.read_url),
        late_mail=int(MAIL_LATE.total_seconds()) // 60,
        late_round=int(ROUND_LATE.total_seconds()) // 60,
        version=version(current_app.name),
        failures=_list_failures(parts.failures),
        now=now(),
    )


def _list_failures(log: FailureLog) -> list[Failure] | None:
    """The last of this machine; None where their file is another user's."""
    try:
        return log.read()
    except OSError:
        return None
