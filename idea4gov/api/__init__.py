"""The API: public data as JSON under /api/v1, described by an OpenAPI document and by a page for people."""

from flask import Flask

from idea4gov.api.errors import install_problems
from idea4gov.api.pages import bp as pages
from idea4gov.api.tokens import install_tokens
from idea4gov.api.v1 import bp


def install_api(app: Flask) -> None:
    """Register the API with its errors."""
    install_problems(app)
    app.register_blueprint(bp)
    app.register_blueprint(pages)
    install_tokens(app, bp.name)
