"""Links from mails: confirm an address, choose a new password."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import accounts
from idea4gov.domain.accounts import LinkPurpose, LinkRefused, LinkUnknown
from idea4gov.domain.passwords import least_password_length
from idea4gov.web.http.asking import asker
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import begin_session
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.pages.accounts.asked_supports import give_asked
from idea4gov.web.pages.accounts.blueprint import bp, keys
from idea4gov.web.pages.accounts.forms import NewPasswordForm

WITH_TOKEN = ("accounts.confirm_email", "accounts.reset_password")


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """The link of the first mail: choose a password. That confirms the address and logs in.

    Programs that check mails follow links, but fill in no forms.
    """
    return _choose(
        "confirm_email", token, gettext("Your e-mail address is confirmed, and you are logged in.")
    )


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """The link of the mail about a forgotten password: choose a new one."""
    return _choose("reset_password", token, gettext("Your new password is set, and you are logged in."))


def _choose(purpose: LinkPurpose, token: str, done_message: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    done, status = run_form(form, lambda: _set(form, purpose, token, done_message))
    if done:
        return done
    with reading() as db:
        link = accounts.check_link(db, keys(), purpose=purpose, token=token, now=now())
    least = least_password_length(is_official=link.is_official)
    page = render_template(f"pages/accounts/{purpose}.html", form=form, link=link, least=least)
    return page, status


def _set(form: NewPasswordForm, purpose: LinkPurpose, token: str, message: str) -> Response:
    proof = accounts.choose_password(
        services().database,
        keys(),
        purpose=purpose,
        token=token,
        password=form.password.data or "",
        asker=asker(),
        now=now(),
    )
    begin_session(proof.viewer, proof.session_number, confirms=True)
    flash(message, "success")
    return redirect(give_asked(proof.viewer, safe_next(proof.next_path)), 303)


@bp.errorhandler(LinkRefused)
def link_refused(error: LinkRefused) -> ResponseReturnValue:
    """Say why a link does not work, and how to get a new one: 404 for an unknown one, else 410."""
    page = render_template("pages/accounts/link_refused.html", message=error_message(error))
    return page, 404 if isinstance(error, LinkUnknown) else 410


@bp.after_request
def keep_links_out_of_caches(response: FlaskResponse) -> FlaskResponse:
    """Let no cache store pages whose address holds a token."""
    if request.endpoint in WITH_TOKEN:
        response.headers["Cache-Control"] = "no-store"
    return response
