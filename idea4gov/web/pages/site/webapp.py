"""What makes a phone keep the site as an app: its manifest, its service worker, a page without connection."""

import json
from hashlib import sha256

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.web.http import locale
from idea4gov.web.http.appearance import PAPER, theme
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import forget_account_language, gettext, language
from idea4gov.web.http.login import read_as_nobody
from idea4gov.web.http.services import services

bp = Blueprint("webapp", __name__)

NAME = "บอกเรา ถึงรัฐ"
WORKER = "js/service_worker.js"
SHELL_FOLDERS = ("css/", "js/", "fonts/")
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """Name, icons and colours, for the home screen."""
    assets = services().assets
    described = {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": gettext("Write proposals, support those of others, and see what came of them."),
        "lang": language(),
        "dir": "ltr",
        "start_url": url_for("places.home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER["light"],
        "background_color": PAPER["light"],
        "icons": [
            {"src": assets.url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return Response(json.dumps(described, ensure_ascii=False), mimetype="application/manifest+json")


@bp.get("/service-worker.js")
@public
def service_worker() -> ResponseReturnValue:
    """The worker, told what the shell is: another build, language or theme is another worker.

    Browsers ask for it at every page, so no database is read.
    """
    assets = services().assets
    shell = [assets.url(name) for name in assets.names if name.startswith(SHELL_FOLDERS) and name != WORKER]
    offline_url = url_for("webapp.offline")
    looks = [request.cookies.get(locale.COOKIE, ""), theme()]
    version = sha256("\n".join([*shell, assets.url(WORKER), *looks]).encode()).hexdigest()[:12]
    told = {"VERSION": version, "OFFLINE": offline_url, "SHELL": [*shell, offline_url]}
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items())
    response = Response(constants + assets.text(WORKER), mimetype="text/javascript")
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(version)
    return response.make_conditional(request)


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What is shown without a connection in the place of a page that was never read; it is nobody's own."""
    read_as_nobody()
    forget_account_language()
    return render_template("pages/site/webapp/offline.html")
