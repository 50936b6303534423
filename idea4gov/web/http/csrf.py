"""Forged requests are refused: the only importer of Flask-WTF."""

from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from flask_wtf.csrf import generate_csrf as csrf_token

__all__ = ["CSRFError", "FlaskForm", "csrf_token", "install_csrf"]


def install_csrf(app: Flask) -> None:
    """Every POST must carry the token of its session."""
    CSRFProtect(app)


def exempt_from_csrf(app: Flask, blueprint: str) -> None:
    """Take requests to a blueprint without it: only one that believes no cookie."""
    app.extensions["csrf"].exempt(app.blueprints[blueprint])
