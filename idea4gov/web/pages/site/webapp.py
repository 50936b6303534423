"""The site as an installable app: its manifest, its service worker, its page without connection."""

import json
from hashlib import sha256

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.web.http import locale
from idea4gov.web.http.appearance import PAPER, theme
from idea4gov.web.http.cookies import cookie_name
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
    """The web app manifest: name, icons and colours for the home screen."""
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
    """The service worker, with the files to keep. They change with the build, the language and the theme.

    Browsers ask for it at every page, so it reads nothing from the database.
    """
    assets = services().assets
    shell = [assets.url(name) for name in assets.names if name.startswith(SHELL_FOLDERS) and name != WORKER]
    offline_url = url_for("webapp.offline")
    looks = [request.cookies.get(cookie_name(locale.COOKIE), ""), theme()]
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
    """The page in the place of one that this device cannot load and has not kept.

    It shows nothing personal.
    """
    read_as_nobody()
    forget_account_language()
    return render_template("pages/site/webapp/offline.html")
