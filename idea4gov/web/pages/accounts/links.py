"""Links from mails: confirm an address, choose a new password."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import accounts
from idea4gov.actions.accounts import LogIn
from idea4gov.domain.accounts import LinkPurpose, LinkRefused, LinkUnknown
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import begin_session
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.pages.accounts.asked_supports import give_asked
from idea4gov.web.pages.accounts.blueprint import bp, keys
from idea4gov.web.pages.accounts.forms import ConfirmForm, NewPasswordForm

WITH_TOKEN = ("accounts.confirm_email", "accounts.reset_password")


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """The link of the first mail: a page with a button, which confirms the address and logs in."""
    form = ConfirmForm()
    if form.validate_on_submit():
        proof = accounts.confirm_email(services().database, keys(), token=token, now=now())
        return _welcome(proof, gettext("Your e-mail address is confirmed, and you are logged in."))
    email = _check_link("confirm_email", token)
    return render_template("pages/accounts/confirm_email.html", form=form, email=email)


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """The link of the mail about a forgotten password: choose a new one."""
    form = NewPasswordForm()
    done, status = run_form(form, lambda: _reset_password(form, token))
    if done:
        return done
    email = _check_link("reset_password", token)
    return render_template("pages/accounts/reset_password.html", form=form, email=email), status


def _reset_password(form: NewPasswordForm, token: str) -> Response:
    proof = accounts.reset_password(
        services().database, keys(), token=token, password=form.password.data, now=now()
    )
    return _welcome(proof, gettext("Your new password is set, and you are logged in."))


@bp.errorhandler(LinkRefused)
def link_refused(error: LinkRefused) -> ResponseReturnValue:
    """Say why a link does not work, and how to get a new one: 404 for an unknown one, else 410."""
    page = render_template(
        "pages/accounts/link_refused.html",
        message=error_message(error),
        is_reset=request.endpoint == "accounts.reset_password",
    )
    return page, 404 if isinstance(error, LinkUnknown) else 410


@bp.after_request
def keep_links_out_of_caches(response: FlaskResponse) -> FlaskResponse:
    """Let no cache store pages whose address holds a token."""
    if request.endpoint in WITH_TOKEN:
        response.headers["Cache-Control"] = "no-store"
    return response


def _check_link(purpose: LinkPurpose, token: str) -> str:
    """The e-mail address of a link that still works. Raises LinkRefused."""
    with reading() as db:
        return accounts.check_link(db, keys(), purpose=purpose, token=token, now=now()).email


def _welcome(proof: LogIn, message: str) -> Response:
    begin_session(proof.viewer, proof.session_number)
    flash(message, "success")
    return redirect(give_asked(proof.viewer, safe_next(proof.next_path)), 303)
