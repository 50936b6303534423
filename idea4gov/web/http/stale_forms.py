"""Forms whose token is not that of the session: they come back filled, with a fresh token.

This happens to people whose session ended, or began anew in another tab, and in browsers without cookies.
"""

from flask import Flask, Response, current_app, flash, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from idea4gov.domain.errors import N_
from idea4gov.store.session import WritingRefused
from idea4gov.web.http.carried_forms import is_from_here, sent_fields, sent_words
from idea4gov.web.http.csrf import csrf_token
from idea4gov.web.http.errors import error_page, wants_json
from idea4gov.web.http.line_browser import is_in_line
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import writing_is_refused

STALE = N_(
    "This has not been sent yet: the page was open for a long time, or you logged in anew. "
    "What you wrote is still here. Please look at it and send it once more."
)
WITHOUT_COOKIE = N_(
    "This has not been sent yet: your browser did not send our cookie. What you wrote is still here, "
    "please send it once more. If you see this again, allow cookies for this site, or use another browser."
)
IN_LINE = N_(
    "You are reading this inside LINE. If it fails again, open the menu at the corner of the screen and "
    "choose to open the page in another browser."
)
FILES_ARE_LOST = N_("Files cannot come back by themselves. Please choose them again.")
FOREIGN = N_("This was sent from another site, so nothing was done. Open the page here and try again.")
# Their form stands on other pages, but a refused one is shown at their own address.
SHOWN_BY_POST = frozenset({"comments.post"})


def install_stale_forms(app: Flask) -> None:
    """Answer a form whose token is wrong with the form itself. After the guards are installed."""
    app.before_request(_answer_stale_form)
    app.register_error_handler(WritingRefused, _ask_to_send_again)
    app.after_request(_mark_refused)


def say_files_are_lost() -> None:
    """On a page that brings a form back, say that its files, if it had any, must be chosen again."""
    if any(file.filename for file in request.files.values()):
        flash(gettext(FILES_ARE_LOST), "warning")


def _answer_stale_form() -> ResponseReturnValue | None:
    """The answer, or None where the view shows its form again; it cannot write."""
    if not writing_is_refused():
        return None
    if not is_from_here():
        return error_page(400, gettext(FOREIGN))
    if wants_json():
        return jsonify(error=gettext(STALE), code="stale_form", csrf_token=csrf_token()), 400
    _say_why()
    return None if _shows_its_form() else _ask_to_send_again()


def _shows_its_form() -> bool:
    methods = request.url_rule.methods if request.url_rule else None
    return "GET" in (methods or ()) or request.endpoint in SHOWN_BY_POST


def _say_why() -> None:
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    flash(gettext(STALE if has_cookie or not request.form.get("csrf_token") else WITHOUT_COOKIE), "warning")
    if is_in_line():
        flash(gettext(IN_LINE), "info")
    say_files_are_lost()


def _ask_to_send_again(_error: WritingRefused | None = None) -> ResponseReturnValue:
    """A page with the fields of the request, and a button that sends them once more."""
    return render_template(
        "pages/site/send_again.html",
        fields=sent_fields(),
        words=sent_words(),
        request_id=g.get("request_id", ""),
    ), 400


def _mark_refused(response: Response) -> Response:
    if writing_is_refused() and response.status_code in (200, 422):
        response.status_code = 400
    return response
