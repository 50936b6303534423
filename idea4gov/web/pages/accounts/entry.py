"""Register, log in, log out, forgotten password, and the language of the visit."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import accounts
from idea4gov.domain.errors import N_
from idea4gov.store.places.reading import list_provinces
from idea4gov.web.http.asking import asker
from idea4gov.web.http.carried_forms import unpack_form
from idea4gov.web.http.cookies import YEAR_SECONDS, set_cookie
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import LogInRequired, public
from idea4gov.web.http.locale import COOKIE, gettext, language
from idea4gov.web.http.login import (
    begin_session,
    current_viewer,
    end_session,
    forget_session,
    require_viewer,
    why_logged_out,
)
from idea4gov.web.http.next_path import safe_next, this_page
from idea4gov.web.http.security_log import write_event
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.http.stale_forms import say_files_are_lost
from idea4gov.web.pages.accounts.asked_supports import asked_title, give_asked
from idea4gov.web.pages.accounts.blueprint import (
    MAIL_SENT_TO,
    bp,
    keys,
    mail_was_sent,
    next_asked,
)
from idea4gov.web.pages.accounts.forms import EmailForm, LogInForm, RegisterForm, province_choices

DESK_IS_CLOSED = N_(
    "On this device you do not act as an official yet. "
    "Open the desk, and confirm the device by a mailed code."
)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Register an account. The answer is the same whether or not the address has one; the mail says more."""
    if current_viewer():
        return redirect(next_asked(), 303)
    form = RegisterForm(next=request.args.get("next"))
    with reading() as db:
        form.home_province_code.choices = province_choices(list_provinces(db))
    done, status = run_form(form, lambda: _register(form), also=lambda: _check(form))
    if done:
        return done
    asked = asked_title(form.next.data)
    return render_template("pages/accounts/register.html", form=form, asked=asked), status


def _check(form: RegisterForm) -> None:
    with reading() as db:
        accounts.check_registration(db, **_typed(form))


def _typed(form: RegisterForm) -> dict[str, Any]:
    return {
        "email": form.email.data or "",
        "display_name": form.display_name.data or "",
        "home_province_code": form.home_province_code.data or "",
        "language": language(),
        "consents": form.consent.data,
    }


def _register(form: RegisterForm) -> Response:
    person = accounts.register(
        services().database,
        keys(),
        **_typed(form),
        asker=asker(),
        next_path=safe_next(form.next.data),
        now=now(),
    )
    return mail_was_sent(person.email)


@bp.route("/log-in", methods=["GET", "POST"])
@public
def log_in() -> ResponseReturnValue:
    """Log in by e-mail address and password, then go on to `?next=`."""
    if current_viewer():
        return redirect(next_asked(), 303)
    form = LogInForm(next=request.args.get("next"))
    done, status = run_form(form, lambda: _log_in(form))
    if done:
        return done
    asked = asked_title(form.next.data)
    return _log_in_page(form, asked), status


@bp.app_errorhandler(LogInRequired)
def log_in_first(required: LogInRequired) -> ResponseReturnValue:
    """The log-in page, which carries the form that was sent without a log-in."""
    form = LogInForm(formdata=None, next=this_page(), carried=required.carried.pack())
    say_files_are_lost()
    return _log_in_page(form, None), 403


def _log_in_page(form: LogInForm, asked: str | None) -> str:
    """The page of the form. It also says, once, why the session is over whose key the browser still holds."""
    why = why_logged_out()
    forget_session()
    return render_template(
        "pages/accounts/log_in.html",
        form=form,
        asked=asked,
        why=why,
        idle_minutes=services().config.official_idle_minutes,
    )


def _log_in(form: LogInForm) -> Response:
    next_path = safe_next(form.next.data)
    proof = accounts.log_in(
        services().database,
        keys(),
        email=form.email.data,
        password=form.password.data or "",
        asker=asker(),
        now=now(),
    )
    if begin_session(proof.viewer, proof.session_number, tells=True):
        write_event("new-device", "done", account=proof.viewer.account_id, official=proof.viewer.is_official)
    viewer = require_viewer()
    if viewer.is_official and not viewer.on_confirmed_device and not next_path.startswith("/desk"):
        flash(gettext(DESK_IS_CLOSED), "info")
    if carried := unpack_form(form.carried.data):
        return make_response(render_template("pages/accounts/carried.html", carried=carried))
    return redirect(give_asked(proof.viewer, next_path), 303)


@bp.post("/log-out")
@public
def log_out() -> ResponseReturnValue:
    """End this session; sessions on other devices go on."""
    end_session()
    flash(gettext("You are logged out."), "success")
    return redirect(url_for("places.home"), 303)


@bp.get("/check-mail")
@public
def check_mail() -> ResponseReturnValue:
    """Say that a mail was sent to the address that was typed, whether or not it has an account."""
    config = services().config
    return render_template(
        "pages/accounts/check_mail.html",
        email=session.get(MAIL_SENT_TO),
        is_shown_in_terminal=config.is_development and not config.mail_url,
    )


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = EmailForm()
    done, status = run_form(form, lambda: _send_reset_link(form))
    if done:
        return done
    return render_template("pages/accounts/forgotten_password.html", form=form), status


def _send_reset_link(form: EmailForm) -> Response:
    email = accounts.send_reset_link(
        services().database, keys(), email=form.email.data, language=language(), asker=asker(), now=now()
    )
    return mail_was_sent(email)


@bp.get("/language/<any(th, en):code>", endpoint="language")
@public
def switch_language(code: str) -> ResponseReturnValue:
    """Set the language of pages in this browser, for a year."""
    response = redirect(next_asked(), 303)
    set_cookie(response, COOKIE, code, seconds=YEAR_SECONDS)
    return response
