"""Personal tokens, which say who writes through the API. The cookie of a session is ignored there."""

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
    """Identify who sends requests to `blueprint` by their token, and by nothing else."""
    know_by(app, blueprint, _viewer)
    # Another site can make a browser send its cookie, but not a token, so no CSRF token is needed.
    exempt_from_csrf(app, blueprint)


def require_scope(scope: str) -> None:
    """Raise OutOfScope unless the token of this request has `scope`."""
    if scope not in _sender().scopes:
        raise OutOfScope(scope=scope)


def count_write(database: Database) -> None:
    """Count a write of the token, in its own transaction, also if the write fails later. Raises TooMany."""
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
