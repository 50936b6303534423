"""Sessions, by flask-login. A session holds the id and the session number of its account."""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as _current_user

from idea4gov.domain.permissions import Viewer
from idea4gov.store import accounts
from idea4gov.web.http.services import reading

Reader = Callable[[], Viewer | None]
READERS = "idea4gov-viewer-readers"


class LoggedIn(UserMixin):  # type: ignore[misc]
    """A viewer in the form that flask-login needs."""

    def __init__(self, viewer: Viewer, session_number: int) -> None:
        self.viewer = viewer
        self.session_number = session_number

    def get_id(self) -> str:
        """`account_id.session_number`. A new password raises the number, which ends all older sessions."""
        return f"{self.viewer.account_id}.{self.session_number}"


class Sessions(SecureCookieSessionInterface):
    """Sessions of Flask, whose signer is created once and not for each request."""

    _signer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer of the session cookies of `app`."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def install_login(app: Flask) -> None:
    """Register the loader that turns a session into its viewer."""
    app.session_interface = Sessions()
    manager = LoginManager()
    manager.session_protection = None
    # Templates use current_viewer(): on an error page, it does not query a database that has just failed.
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def know_by(app: Flask, blueprint: str, reader: Reader) -> None:
    """Let `reader` say who sends the requests to `blueprint`. Sessions are ignored there."""
    app.extensions.setdefault(READERS, {})[blueprint] = reader


def foreign_reader() -> Reader | None:
    """The reader that know_by() registered for the blueprint of this request, or None if it uses sessions."""
    readers: dict[str | None, Reader] = current_app.extensions.get(READERS, {})
    return readers.get(request.blueprint)


def current_viewer() -> Viewer | None:
    """The person who sends this request, or None when nobody is logged in."""
    # A page calls this some 200 times. Reading the dict of g is faster than reading g.
    here = vars(g._get_current_object())
    if "viewer" not in here:
        here["viewer"] = _find_viewer()
    return cast(Viewer | None, here["viewer"])


def require_viewer() -> Viewer:
    """The person who sends this request. Only for routes whose guard demands a log-in."""
    viewer = current_viewer()
    assert viewer is not None
    return viewer


def _find_viewer() -> Viewer | None:
    if reader := foreign_reader():
        return reader()
    # Without a session there is nobody to find; flask-login would still look for a remember cookie.
    if "_user_id" not in session:
        return None
    user = cast(LoggedIn, _current_user)
    return user.viewer if user.is_authenticated else None


def begin_session(viewer: Viewer, session_number: int) -> None:
    """Log `viewer` in, in a new session. The contents of an earlier session are removed."""
    session.clear()
    g.pop("viewer", None)
    session.permanent = True
    login_user(LoggedIn(viewer, session_number))


def end_session() -> None:
    """Log out, and empty the session."""
    logout_user()
    session.clear()
    g.pop("viewer", None)


def read_as_nobody() -> None:
    """Treat this request as sent by nobody: the database that says who sent it may have failed."""
    g.viewer = None


def _load(session_id: str) -> LoggedIn | None:
    """The viewer of a session, or None when the session has ended. session_id: as from get_id()."""
    account_id, _, number = session_id.partition(".")
    if not (account_id.isascii() and account_id.isdigit() and number.isascii() and number.isdigit()):
        return None
    with reading() as db:
        viewer = accounts.find_viewer(db, int(account_id), session_number=int(number))
    return LoggedIn(viewer, int(number)) if viewer else None
