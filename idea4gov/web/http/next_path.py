"""Paths to return to after an act. They always lead to a page of this site."""

from flask import request
from werkzeug.exceptions import HTTPException

MAX_LENGTH = 500


def safe_next(path: str | None, default: str = "/") -> str:
    """Return `path` when a browser will read it as a path of this site, else `default`.

    Refused: other sites ("//host", "https://host", "/\\host"), characters that browsers remove or replace in
    an address (tabs, line ends, backslashes), and paths longer than MAX_LENGTH.
    """
    if not path or len(path) > MAX_LENGTH or not path.isprintable() or "\\" in path:
        return default
    return path if path.startswith("/") and not path.startswith("//") else default


def this_page() -> str:
    """The path that shows this page again. After a form was sent, it is the page with the form."""
    if request.method not in ("GET", "HEAD") and (back := _posted("back")):
        return safe_next(back)
    can_be_shown = request.method in ("GET", "HEAD") or "GET" in getattr(request.url_rule, "methods", ())
    return safe_next(request.full_path.rstrip("?")) if can_be_shown else "/"


def _posted(name: str) -> str | None:
    try:
        return request.form.get(name)
    except HTTPException:
        # The form is too large or damaged. The page that says so also calls this.
        return None
