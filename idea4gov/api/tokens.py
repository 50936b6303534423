"""Who writes through the API: whoever sends a personal token; the cookie of a session counts for nothing."""

from flask import Flask, g, request

from idea4gov.actions.throttle import count_or_refuse
from idea4gov.actions.tokens import find_by_token
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.tokens import WRITES, OutOfScope
from idea4gov.store.session import Database
from idea4gov.store.tokens import TokenViewer
from idea4gov.web.http.csrf import exempt_from_csrf
from idea4gov.web.http.login import know_by
from idea4gov.web.http.services import now, reading, services

LONGEST_TOKEN = 300


def install_tokens(app: Flask, blueprint: str) -> None:
    """Know the senders of requests to `blueprint` by their tokens alone."""
    know_by(app, blueprint, _viewer)
    # A page of another site can send a cookie without knowing it, but not a token.
    exempt_from_csrf(app, blueprint)


def require_scope(scope: str) -> None:
    """Raise OutOfScope unless the token of this request may do this."""
    if scope not in _sender().scopes:
        raise OutOfScope(scope=scope)


def count_write(database: Database) -> None:
    """Count this write of the token for good. Raises TooMany."""
    with database.transaction() as db:
        count_or_refuse(db, WRITES, f"token:{_sender().token_id}", now=now())


def _sender() -> TokenViewer:
    sender: TokenViewer = g.token_viewer
    return sender


def _viewer() -> Viewer | None:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token or len(given.token) > LONGEST_TOKEN:
        return None
    with reading() as db:
        found = find_by_token(db, services().signer, given.token, now=now())
    g.token_viewer = found
    return found.viewer if found else None
