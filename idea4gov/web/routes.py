"""Every blueprint, in one list."""

from importlib import import_module

from flask import Flask

from idea4gov.web.http import appearance

BLUEPRINTS = (
    "accounts",
    "opendata.data",
    "opendata.embeds",
    "opendata.feeds",
    "opendata.qr_codes",
    "opendata.report",
    "opendata.robots",
    "opendata.share_images",
    "boards.boards",
    "boards.follows",
    "boards.results",
    "rounds",
    "site.health",
    "site.metrics",
    "site.notices",
    "site.prose",
    "site.said",
    "site.security_contact",
    "site.styleguide",
    "site.unsubscribe",
    "site.webapp",
    "desk.appeals",
    "desk.desk",
    "desk.documents",
    "desk.exports",
    "desk.imports",
    "desk.mail",
    "desk.moderation_log",
    "desk.processing",
    "desk.reports",
    "desk.system",
    "desk.voter_lists",
    "proposals.comments",
    "proposals.photos",
    "proposals.proposals",
    "proposals.search",
    "proposals.votes",
    "places.places",
)


def register_blueprints(app: Flask) -> None:
    """Register `bp` of each web/pages/<noun>/<module>.py."""
    app.register_blueprint(appearance.bp)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"idea4gov.web.pages.{name}").bp)
