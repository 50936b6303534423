"""Protection against cross-site request forgery (CSRF). The only module that imports Flask-WTF."""

from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from flask_wtf.csrf import generate_csrf as csrf_token

from idea4gov.web.http.services import refuse_writing

__all__ = ["FlaskForm", "csrf_token", "install_csrf"]


class _Protection(CSRFProtect):  # type: ignore[misc]
    """A check that does not end a request whose token is wrong: it may write nothing from here on.

    So its form can be shown again with what was typed (stale_forms.py).
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            super().protect(apply_exemptions=apply_exemptions)
        except CSRFError:
            refuse_writing()


def install_csrf(app: Flask) -> None:
    """Let no POST, PUT, PATCH or DELETE write without the CSRF token of its session."""
    _Protection(app)


def exempt_from_csrf(app: Flask, blueprint: str) -> None:
    """Accept requests to a blueprint without a token. Only for one that identifies nobody by a cookie."""
    app.extensions["csrf"].exempt(app.blueprints[blueprint])
