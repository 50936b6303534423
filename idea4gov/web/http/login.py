"""Sessions, by flask-login: one names its account and the number that a new password moves on."""

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
    """A viewer, as flask-login wants to see one."""

    def __init__(self, viewer: Viewer, session_number: int) -> None:
        self.viewer = viewer
        self.session_number = session_number

    def get_id(self) -> str:
        """`account.session_number`: a changed password ends every session with an older number."""
        return f"{self.viewer.account_id}.{self.session_number}"


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, with the signer made once and not for every request."""

    _signer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer of this application's cookies."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def install_login(app: Flask) -> None:
    """Register the loader that turns a session into its viewer."""
    app.session_interface = Sessions()
    manager = LoginManager()
    manager.session_protection = None
    # Templates ask current_viewer(), which does not ask the database again on the page of an error.
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def know_by(app: Flask, blueprint: str, reader: Reader) -> None:
    """Let `reader` say who sends the requests to `blueprint`; sessions count for nothing there."""
    app.extensions.setdefault(READERS, {})[blueprint] = reader


def foreign_reader() -> Reader | None:
    """What know_by registered for the blueprint of this request, or None where sessions count."""
    readers: dict[str | None, Reader] = current_app.extensions.get(READERS, {})
    return readers.get(request.blueprint)


def current_viewer() -> Viewer | None:
    """The person behind this request, or None when nobody is logged in."""
    # A page asks two hundred times; g itself is a detour each time.
    here = vars(g._get_current_object())
    if "viewer" not in here:
        here["viewer"] = _find_viewer()
    return cast(Viewer | None, here["viewer"])


def require_viewer() -> Viewer:
    """The person behind this request, whom the guard of the route has let in."""
    viewer = current_viewer()
    assert viewer is not None
    return viewer


def _find_viewer() -> Viewer | None:
    if reader := foreign_reader():
        return reader()
    # Without a session there is nothing to look up, and flask-login would look for a remember cookie.
    if "_user_id" not in session:
        return None
    user = cast(LoggedIn, _current_user)
    return user.viewer if user.is_authenticated else None


def begin_session(viewer: Viewer, session_number: int) -> None:
    """Log `viewer` in, in a fresh session (an earlier one's contents are forgotten)."""
    session.clear()
    g.pop("viewer", None)
    session.permanent = True
    login_user(LoggedIn(viewer, session_number))


def end_session() -> None:
    """Log out."""
    logout_user()
    session.clear()
    g.pop("viewer", None)


def read_as_nobody() -> None:
    """Do not ask any more who is behind this request: the database that knows may have failed."""
    g.viewer = None


def _load(session_id: str) -> LoggedIn | None:
    account_id, _, number = session_id.partition(".")
    if not (account_id.isascii() and account_id.isdigit() and number.isascii() and number.isdigit()):
        return None
    with reading() as db:
        viewer = accounts.find_viewer(db, int(account_id), session_number=int(number))
    return LoggedIn(viewer, int(number)) if viewer else None
