"""Every blueprint, in one list."""

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "accounts",
    "appearance",
    "ballots",
    "boards",
    "cards",
    "comments",
    "counting",
    "data",
    "desk",
    "embeds",
    "documents",
    "exports",
    "feeds",
    "health",
    "imports",
    "pages",
    "papers",
    "photos",
    "places",
    "proposals",
    "receipts",
    "residences",
    "qr_codes",
    "report",
    "results",
    "robots",
    "rounds",
    "search",
    "styleguide",
    "votes",
    "webapp",
)


def register_blueprints(app: Flask) -> None:
    """Register `bp` of each web/<noun>.py."""
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"idea4gov.web.{name}").bp)
