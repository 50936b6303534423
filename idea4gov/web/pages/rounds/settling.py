"""The phase of a round is recorded by whoever sees it first: the first step of every page of a round."""

from flask import url_for

from idea4gov.actions.rounds import phases
from idea4gov.actions.rounds.announcing import settle
from idea4gov.web.http.mail_dispatcher import dispatch_mail_soon
from idea4gov.web.http.services import now, reading, services


def settle_if_due(round_id: int) -> None:
    """Record the phase of this moment where nobody has; other boards and imported rounds stay as they are."""
    with reading() as db:
        is_due = phases.is_due(db, round_id, now=now())
    if is_due:
        settle(services().database, round_id, page_url=page_url(round_id), now=now())
        dispatch_mail_soon()


def page_url(round_id: int) -> str:
    """The address of a round's page, for letters."""
    return services().config.public_url + url_for("rounds.show", round_id=round_id)
