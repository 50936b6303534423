"""The blueprint of accounts, and what its views share."""

from flask import Blueprint, redirect, request, session, url_for
from werkzeug import Response

from idea4gov.actions.accounts import Keys
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import services

bp = Blueprint("accounts", __name__)

MAIL_SENT_TO = "mail_sent_to"


def keys() -> Keys:
    """The Keys with which the use cases of accounts are called."""
    parts = services()
    return Keys(parts.passwords, parts.signer, parts.config.public_url)


def next_asked() -> str:
    """The path that `?next=` names, if it is a page of this site; else that of the home page."""
    return safe_next(request.args.get("next"))


def mail_was_sent(email: str) -> Response:
    """Redirect to the page that says where to look for the mail that was sent."""
    session[MAIL_SENT_TO] = email
    return redirect(url_for("accounts.check_mail"), 303)
