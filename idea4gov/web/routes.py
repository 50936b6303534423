"""Every blueprint, in one list."""

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "accounts",
    "appeals",
    "appearance",
    "ballots",
    "boards",
    "cards",
    "comments",
    "conducting",
    "counting",
    "data",
    "desk",
    "desk_rounds",
    "documents",
    "drawing",
    "embeds",
    "exports",
    "feeds",
    "following",
    "follows",
    "health",
    "held_rounds",
    "imports",
    "moderation_log",
    "notices",
    "pages",
    "papers",
    "photos",
    "places",
    "proposals",
    "qr_codes",
    "receipts",
    "report",
    "reports",
    "residences",
    "results",
    "reviewing",
    "robots",
    "rounds",
    "search",
    "styleguide",
    "unsubscribe",
    "votes",
    "webapp",
)


def register_blueprints(app: Flask) -> None:
    """Register `bp` of each web/<noun>.py."""
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"idea4gov.web.{name}").bp)
