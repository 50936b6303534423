"""The API: public data as JSON under /api/v1, described by an OpenAPI document and by a page for people."""

from flask import Flask

from config import Config
from idea4gov.api.errors import install_problems
from idea4gov.api.limits import install_counter
from idea4gov.api.pages import bp as pages
from idea4gov.api.tokens import install_tokens
from idea4gov.api.v1 import bp


def install_api(app: Flask, config: Config) -> None:
    """Register the API with its errors and limits."""
    install_problems(app)
    install_counter(app, times=config.api_requests_per_minute)
    app.register_blueprint(bp)
    app.register_blueprint(pages)
    install_tokens(app, bp.name)
