"""Forged requests are refused: the only importer of Flask-WTF."""

import secrets

from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

__all__ = ["CSRFError", "FlaskForm", "install_csrf"]

# Stands for the reader's token until a page is made, so that pieces of pages can be kept for everybody.
# Nobody can write it into a text, for nobody knows it.
TOKEN_SLOT = f"token-{secrets.token_urlsafe(24)}"


def install_csrf(app: Flask) -> None:
    """Every POST must carry the token of its session."""
    CSRFProtect(app)


def with_token(page: str) -> str:
    """The page with its reader's token in each slot; a page without one begins no session."""
    return page.replace(TOKEN_SLOT, generate_csrf()) if TOKEN_SLOT in page else page


def exempt_from_csrf(app: Flask, blueprint: str) -> None:
    """Take requests to a blueprint without it: only one that believes no cookie."""
    app.extensions["csrf"].exempt(app.blueprints[blueprint])
