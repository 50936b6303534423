"""/.well-known/security.txt: whom to tell of a weakness (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from idea4gov.web.http.guards import public
from idea4gov.web.http.services import now, services

bp = Blueprint("security_contact", __name__)

# The RFC asks for less than a year, so that nobody writes to an address that was given up.
VALID = timedelta(days=180)


@bp.get("/.well-known/security.txt")
@public
def show() -> ResponseReturnValue:
    """The contact of the settings, else the page that names the data protection officer."""
    site = services().config.public_url
    contact = services().config.security_contact or site + url_for("prose.privacy")
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    expires = datetime.combine(now() + VALID, time(), UTC)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: th, en",
        f"Canonical: {site}{url_for('security_contact.show')}",
    )
    answer = Response("\n".join(lines) + "\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
