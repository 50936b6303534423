"""The blueprint of budget rounds. The pages of a round's parts are nested blueprints."""

from datetime import timedelta

from flask import Blueprint, current_app, url_for

from idea4gov.actions.rounds.settling import record_late
from idea4gov.web.http.services import now, read_clock, services, writing_is_refused

bp = Blueprint("rounds", __name__)
LOOKED_AT = "idea4gov-late-rounds-looked-at"
LOOK_EVERY = timedelta(minutes=1)


@bp.before_request
def record_late_phases() -> None:
    """Record the phases that the worker is late to record, but for those that seal, count or announce.

    It runs at most once a minute in each process, so that pages from memory do not ask the database; and not
    while this machine's clock is wrong.
    """
    if writing_is_refused():
        return
    moment, looked_at = now(), current_app.extensions.get(LOOKED_AT)
    if looked_at is not None and looked_at <= moment < looked_at + LOOK_EVERY:
        return
    current_app.extensions[LOOKED_AT] = moment
    done_until = read_clock().done_until
    if done_until is not None:
        record_late(services().database, site_url=services().config.public_url, now=done_until)


def page_url(round_id: int) -> str:
    """The URL of a round's page, for mails."""
    return services().config.public_url + url_for("rounds.show", round_id=round_id)
