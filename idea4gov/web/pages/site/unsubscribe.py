"""Unsubscribe from mails about notices, by the link in each of them: one click, without a log-in.

The key in the address is the only proof. Cookies are ignored, so that a mail program can send the form itself
(RFC 8058).
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.actions.notices import end_mail
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import now, transaction

bp = Blueprint("unsubscribe", __name__)


@bp.get("/unsubscribe/<key>")
@public
def ask(key: str) -> ResponseReturnValue:
    """A page with a button: programs that check mails follow links, but press no buttons."""
    return render_template("pages/site/notices/unsubscribe.html", key=key, is_done=False)


@bp.post("/unsubscribe/<key>")
@public
def end(key: str) -> ResponseReturnValue:
    """Send no more mail about notices to the account of this key."""
    with transaction() as db:
        end_mail(db, key, now=now())
    return render_template("pages/site/notices/unsubscribe.html", key=key, is_done=True)
