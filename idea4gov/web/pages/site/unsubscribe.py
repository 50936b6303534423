"""The end of mails about notices, by the link in each of them: without a log-in, and in one click.

The key in the address is all that counts. No cookie is believed here, so that a mail program can press the
button itself (RFC 8058).
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.actions.notices import end_mail
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import transaction

bp = Blueprint("unsubscribe", __name__)


@bp.get("/unsubscribe/<key>")
@public
def ask(key: str) -> ResponseReturnValue:
    """Ask for the button: programs that check mails follow links."""
    return render_template("pages/site/notices/unsubscribe.html", key=key, is_done=False)


@bp.post("/unsubscribe/<key>")
@public
def end(key: str) -> ResponseReturnValue:
    """Send no more mail about notices to the account with this key."""
    with transaction() as db:
        end_mail(db, key)
    return render_template("pages/site/notices/unsubscribe.html", key=key, is_done=True)
