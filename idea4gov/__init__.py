"""Participatory budgeting and idea voting for Thailand. create_app wires the rooms together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config
    from idea4gov.web.http.services import Services


def create_app(config: Config, *, parts: Services | None = None) -> Flask:
    """The WSGI application. parts: ready-made services (tests move their clock)."""
    # Imported here, so that `idea4gov verify` starts without loading a web framework.
    from idea4gov.api import install_api  # noqa: PLC0415
    from idea4gov.web.application import build_app, build_services, refuse_demo  # noqa: PLC0415
    from idea4gov.web.http.local_only import local_only  # noqa: PLC0415

    if parts is not None:
        app = build_app(parts)
        install_api(app)
        return app
    parts = build_services(config)
    refuse_demo(parts)
    app = build_app(parts)
    install_api(app)
    if config.is_development and not config.demo_password:
        app.wsgi_app = local_only(app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app
