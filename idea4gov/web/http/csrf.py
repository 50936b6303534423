"""Protection against cross-site request forgery (CSRF). The only module that imports Flask-WTF."""

from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from flask_wtf.csrf import generate_csrf as csrf_token

__all__ = ["CSRFError", "FlaskForm", "csrf_token", "install_csrf"]


def install_csrf(app: Flask) -> None:
    """Refuse every POST, PUT, PATCH and DELETE without the CSRF token of its session."""
    CSRFProtect(app)


def exempt_from_csrf(app: Flask, blueprint: str) -> None:
    """Accept requests to a blueprint without a token. Only for one that identifies nobody by a cookie."""
    app.extensions["csrf"].exempt(app.blueprints[blueprint])
