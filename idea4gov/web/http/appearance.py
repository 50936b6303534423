"""The theme of pages in this browser: light, dark, or the one of the device."""

from flask import Blueprint, Flask, redirect, request
from flask.typing import ResponseReturnValue

from idea4gov.web.http.cookies import YEAR_SECONDS, cookie_name, delete_cookie, set_cookie
from idea4gov.web.http.guards import public
from idea4gov.web.http.next_path import safe_next, this_page

bp = Blueprint("appearance", __name__)

THEMES = ("auto", "light", "dark")
COOKIE = "theme"
# The background colours of css/tokens.css. Browsers also use them for their address bar.
PAPER = {"light": "#fbf9f4", "dark": "#12161d"}


def install_appearance(app: Flask) -> None:
    """Give templates the theme, the background colours, and the address that a switch returns to."""
    app.jinja_env.globals.update(theme=theme, paper=PAPER, this_page=this_page)


def theme() -> str:
    """The theme that this browser chose: "light", "dark", or "auto" for the one of the device."""
    chosen = request.cookies.get(cookie_name(COOKIE))
    return chosen if chosen in THEMES else THEMES[0]


@bp.get("/theme/<any(auto, light, dark):name>", endpoint="theme")
@public
def switch_theme(name: str) -> ResponseReturnValue:
    """Store the theme of this browser in a cookie, and go back to the page."""
    response = redirect(safe_next(request.args.get("next")), 303)
    if name == THEMES[0]:
        delete_cookie(response, COOKIE)
        return response
    set_cookie(response, COOKIE, name, seconds=YEAR_SECONDS)
    return response
