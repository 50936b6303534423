"""The blueprint of accounts, and what its views share."""

from flask import Blueprint, redirect, request, session, url_for
from werkzeug import Response

from idea4gov.actions.accounts import Keys
from idea4gov.web.http.mail_dispatcher import dispatch_mail_soon
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import services

bp = Blueprint("accounts", __name__)

MAIL_SENT_TO = "mail_sent_to"


def keys() -> Keys:
    """What the use cases of accounts need from outside."""
    parts = services()
    return Keys(parts.passwords, parts.signer, parts.config.public_url)


def address() -> str:
    """The network address that asks."""
    return request.remote_addr or ""


def next_asked() -> str:
    """Where `?next=` wants to go, when that is a page of ours."""
    return safe_next(request.args.get("next"))


def mail_was_sent(email: str) -> Response:
    """Have the mail sent, and say where to look for it."""
    dispatch_mail_soon()
    session[MAIL_SENT_TO] = email
    return redirect(url_for("accounts.check_mail"), 303)
