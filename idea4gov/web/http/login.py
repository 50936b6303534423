"""Who sends a request: by the key in the cookie of a session, whose row says the rest; by flask-login.

Flask's own session is another cookie, signed and readable. It holds what visitors have, too: the secret of
their forms' tokens, and messages for the next page. It never says who somebody is.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Final, cast

from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin
from flask_login import current_user as _current_user
from sqlalchemy.exc import DBAPIError

from idea4gov.actions.accounts import Keys
from idea4gov.actions.accounts import sessions as actions
from idea4gov.actions.accounts.sessions import Browser
from idea4gov.domain.devices import DEVICE_KEPT
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import Ending, SessionLimits, is_key
from idea4gov.outside.signing import CookieSigner
from idea4gov.store.failures import find_failure
from idea4gov.web.http.cookies import cookie_name, set_cookie
from idea4gov.web.http.csrf import SECRET
from idea4gov.web.http.services import ask_clock, now, reading, services

Reader = Callable[[], Viewer | None]
READERS = "idea4gov-viewer-readers"
LIMITS = "idea4gov-session-limits"
KEY_COOKIE: Final = "session"
DEVICE_COOKIE: Final = "device"


class LoggedIn(UserMixin):  # type: ignore[misc]
    """A viewer in the form that flask-login needs."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer


class Visits(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signer is created once and not for each request."""

    digest_method = staticmethod(hashlib.sha256)
    _signer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer of the cookies of `app`."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
            self._signer.signer = CookieSigner
        return self._signer


def install_login(app: Flask, limits: SessionLimits) -> None:
    """Register the loader that turns the key of a session into its viewer."""
    app.session_interface = Visits()
    app.extensions[LIMITS] = limits
    manager = LoginManager()
    manager.session_protection = None
    # Templates use current_viewer(): on an error page, it does not query a database that has just failed.
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(_load)
    app.after_request(_mark_seen)


def know_by(app: Flask, blueprint: str, reader: Reader) -> None:
    """Let `reader` say who sends the requests to `blueprint`. Sessions are ignored there."""
    app.extensions.setdefault(READERS, {})[blueprint] = reader


def foreign_reader() -> Reader | None:
    """The reader that know_by() registered for the blueprint of this request, or None if it uses sessions."""
    readers: dict[str | None, Reader] = current_app.extensions.get(READERS, {})
    return readers.get(request.blueprint)


def has_own_pages() -> bool:
    """Whether pages may look otherwise for who sends this request than for anybody who is not logged in.

    That is for a session, and for a visit that holds more than the secret of forms' tokens. Cookies that
    somebody made up are neither. Asks nothing unless the key of a session was sent.
    """
    return not session.keys() <= {SECRET} or current_viewer() is not None


def current_viewer() -> Viewer | None:
    """The person who sends this request, or None when nobody is logged in."""
    # A page calls this some 200 times. Reading the dict of g is faster than reading g.
    here = vars(g._get_current_object())
    if "viewer" not in here:
        here["viewer"] = _find_viewer()
    return cast(Viewer | None, here["viewer"])


def known_viewer() -> Viewer | None:
    """The person who sends this request, if current_viewer() was called for it. Asks nothing."""
    return cast(Viewer | None, g.get("viewer"))


def require_viewer() -> Viewer:
    """The person who sends this request. Only for routes whose guard demands a log-in."""
    viewer = current_viewer()
    assert viewer is not None
    return viewer


def why_logged_out() -> Ending | None:
    """Why the session is over that this browser still holds a key of; None if it holds none."""
    if current_viewer() is not None:
        return None
    return cast(Ending | None, g.get("session_ending"))


def forget_session() -> None:
    """Let the browser drop the key of a session that is over, once it was told. The device stays known."""
    if cookie_name(KEY_COOKIE) in request.cookies:
        _set_cookie(KEY_COOKIE, "", 0)


def device_cookie() -> str | None:
    """The value of this device's cookie, by which an account knows it again."""
    return request.cookies.get(cookie_name(DEVICE_COOKIE))


def this_browser() -> Browser:
    """What this request says about its browser."""
    return Browser(request.user_agent.string, request.remote_addr or "", _sent_key(), device_cookie())


def begin_session(
    viewer: Viewer, session_number: int, *, tells: bool = False, confirms: bool = False
) -> bool:
    """Log `viewer` in, in a new session; nothing of an earlier one is left.

    session_number: of the account when they proved who they are. tells: whether an unknown device is told by
    mail. confirms: whether they proved that they read the account's mail. Returns whether there is such a
    mail. Raises Conflict if the password was changed meanwhile.
    """
    parts = services()
    begun = actions.begin_session(
        parts.database,
        Keys(parts.passwords, parts.signer, parts.config.public_url),
        viewer.account_id,
        session_number,
        this_browser(),
        current_app.extensions[LIMITS],
        tells=tells,
        confirms=confirms,
        now=now(),
    )
    session.clear()
    session.permanent = True
    g.viewer = begun.viewer
    _set_cookie(KEY_COOKIE, begun.key, int(begun.lasts.total_seconds()))
    hold_device(begun.device)
    return begun.has_mail


def hold_device(device: str) -> None:
    """Let the browser hold the value of the cookie by which accounts know it again."""
    _set_cookie(DEVICE_COOKIE, device, int(DEVICE_KEPT.total_seconds()))


def hold_new_key(viewer: Viewer, key: str) -> None:
    """Let the browser hold the new key of the session of this request, which renew_key() made.

    viewer: as they are now that they have proved once more who they are.
    """
    g.viewer = viewer
    _set_cookie(KEY_COOKIE, key, int((g.session_ends_at - now()).total_seconds()))


def end_session() -> None:
    """Log out: end the session of this browser, and drop its key and what its pages kept there.

    Those are drafts and copies of public pages. Where a session ended by itself or from elsewhere they stay,
    for the same account alone: what its owner was writing is not lost.
    """
    if key := _sent_key():
        with services().database.transaction() as db:
            actions.end_session(db, key)
    forget_session()
    after_this_request(_clear_storage)
    session.clear()
    g.viewer = None
    g.pop("session_to_mark", None)


def read_as_nobody() -> None:
    """Treat this request as sent by nobody: the database that says who sent it may have failed."""
    g.viewer = None


def _find_viewer() -> Viewer | None:
    if reader := foreign_reader():
        return reader()
    # Without a key there is nobody to find; flask-login would still look for a remember cookie.
    if _sent_key() is None:
        return None
    user = cast(LoggedIn, _current_user)
    return user.viewer if user.is_authenticated else None


def _sent_key() -> str | None:
    key = request.cookies.get(cookie_name(KEY_COOKIE), "")
    return key if is_key(key) else None


def _load(_request: Any) -> LoggedIn | None:
    """The viewer of the session whose key was sent, or None when it is over."""
    key = _sent_key()
    if key is None:
        return None
    ask_clock()
    with reading() as db:
        found = actions.find_session(db, key)
    g.session_ending = "ended" if found is None else found.times.find_ending(now())
    if found is None or g.session_ending is not None:
        return None
    if found.times.is_to_be_seen(now()):
        g.session_to_mark = found.viewer.session_id
    g.session_ends_at = found.times.ends_at
    return LoggedIn(found.viewer)


def _mark_seen(response: Response) -> Response:
    """Write down that the session is in use, after the work of the request: seldom, and whatever it did."""
    session_id = g.pop("session_to_mark", None)
    if session_id is not None:
        database = current_app.extensions["idea4gov"].database
        try:
            actions.mark_seen(database, session_id, now=now())
        except DBAPIError as error:
            if find_failure(error) is None:
                raise
            # The page is ready; the next request tries again.
            current_app.logger.warning("session_not_marked")
    return response


def _clear_storage(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _set_cookie(plain: str, value: str, seconds: int) -> None:
    @after_this_request
    def set_it(response: Response) -> Response:
        set_cookie(response, plain, value, seconds=seconds)
        return response
