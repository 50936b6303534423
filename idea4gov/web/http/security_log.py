"""The security log of the website: a table says which requests are events; their answers say the result."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from idea4gov.domain.email import known_email
from idea4gov.domain.errors import Invalid
from idea4gov.domain.permissions import is_for_officials
from idea4gov.domain.security_log import Event, Result, SecurityEvent, email_digest, network_digest
from idea4gov.web.http.carried_forms import is_from_here
from idea4gov.web.http.guards import PUBLIC, guard_of
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import now, services, writing_is_refused

# Forms of accounts: who sent them is known afterwards (log-in), or before (erase).
SENT: dict[str, Event] = {
    "accounts.log_in": "log-in",
    "accounts.log_out": "log-out",
    "accounts.register": "register",
    "accounts.confirm_email": "confirm-email",
    "accounts.forgotten_password": "forgotten-password",
    "accounts.reset_password": "new-password",
    "accounts.change_password": "new-password",
    "accounts.change_profile": "profile",
    "accounts.erase": "erase",
    "accounts.tokens": "token",
    "accounts.revoke_token": "token",
    "accounts.end_device": "session",
    "accounts.end_other_devices": "session",
}
# Pages that show what names people, or who chose to report them.
READ: dict[str, Event] = {
    "accounts.own_data": "own-data",
    "rounds.paper_ballots.roll": "read-roll",
    "documents.roll": "read-roll",
    "rounds.hints.show": "read-roll",
    "rounds.paper_ballots.papers": "read-papers",
    "rounds.paper_ballots.paper": "read-papers",
    "reports.decide": "read-reports",
    "appeals.decide": "read-reports",
    "desk.audit": "read-log",
}
RESULTS: dict[int, Result] = {401: "refused", 403: "refused", 404: "refused", 429: "locked-out"}
# Ways into an account.
ENTRIES: tuple[Event, ...] = ("log-in", "new-password", "confirm-email")
NOT_YET = (202, 303, 503)
# Of the queues of officials those that show who was reported, and what for.
QUEUES = ("reports", "appeals")
MOST_LETTERS = 100


def install_security_log(app: Flask) -> None:
    """Write an event for each request that is one. Stands after everything that answers requests."""
    app.before_request(_note_actor)
    app.after_request(_write)


def write_event(event: Event, result: Result, *, account: int | None, **about: Any) -> None:
    """Write an event that no address and status tell, such as a new device. about: numbers and codes."""
    _log(event, result, account, about)


def _note_actor() -> None:
    """Note who acts before the act ends the session: logging out and erasing."""
    if request.method == "POST" and request.endpoint in SENT:
        g.security_actor = _account()


def _write(response: Response) -> Response:
    event = _event_of(response.status_code)
    if event is not None:
        account = g.get("security_actor") or _account()
        result = "refused" if event == "refused-form" else _result_of(response.status_code)
        _log(event, result, account, {**(request.view_args or {}), **_office(event)})
    return response


def _office(event: Event) -> dict[str, Any]:
    """Of ways into an account, whether it is an official's."""
    viewer = current_viewer() if event in ENTRIES else None
    return {"official": True} if viewer and viewer.is_official else {}


def _event_of(status: int) -> Event | None:
    """Which event this request is, or None."""
    endpoint = request.endpoint or ""
    if writing_is_refused() and not is_from_here():
        return "refused-form"
    if request.method == "POST" and endpoint in SENT:
        return SENT[endpoint]
    if status == 401 and request.authorization is not None:
        return "refused-token"
    return _event_of_page(endpoint, status) or ("over-limit" if status == 429 else None)


def _event_of_page(endpoint: str, status: int) -> Event | None:
    guard = guard_of(current_app.view_functions[endpoint]) if endpoint else None
    if guard is None or guard == PUBLIC:
        return None
    if status in (403, 404):
        return "refused-page" if _account() else None
    if request.method in ("GET", "HEAD"):
        # A file that is still being made was not read yet; a redirect asks for something first.
        if status in NOT_YET:
            return None
        return "read-reports" if _is_queue_of_reports(endpoint) else READ.get(endpoint)
    # Every form that takes a role is an event, wherever it stands.
    return "desk" if is_for_officials(guard) else None


def _is_queue_of_reports(endpoint: str) -> bool:
    return endpoint == "desk.queue" and (request.view_args or {}).get("name") in QUEUES


def _result_of(status: int) -> Result:
    if status < 400:
        return "done"
    return "error" if status >= 500 else RESULTS.get(status, "failed")


def _account() -> int | None:
    viewer = current_viewer()
    return viewer.account_id if viewer else None


def _log(event: Event, result: Result, account: int | None, about: dict[str, Any]) -> None:
    moment, address = now(), request.remote_addr or ""
    what = SecurityEvent(
        at=moment,
        event=event,
        result=result,
        account=account,
        network=network_digest(services().signer.keyed_digest, address),
        tried=_tried(),
        request_id=g.get("request_id", ""),
        route=str(request.url_rule or ""),
        # Secrets of links are strings; numbers and codes of the rule are not secret.
        about={name: _short(value) for name, value in about.items() if name != "token"},
    )
    traffic = {"at": moment.isoformat(), "request_id": what.request_id, "event": event, "result": result}
    services().security_log.write(what, traffic={**traffic, "account": account, "address": address})


def _short(value: Any) -> Any:
    """The value, of a length with which the event is never left out of the log as too long."""
    return value[:MOST_LETTERS] if isinstance(value, str) else value


def _tried() -> str:
    """The digest of the e-mail address in the form, by which later events of its account are found."""
    if request.method != "POST" or request.endpoint not in SENT:
        return ""
    try:
        return email_digest(services().signer.keyed_digest, known_email(request.form.get("email", "")))
    except (Invalid, HTTPException):
        # A form that is too large or damaged cannot be read here either.
        return ""
