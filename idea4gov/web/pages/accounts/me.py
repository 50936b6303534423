"""My page: the data of one's own account, and the small forms that change it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import accounts
from idea4gov.domain.notices import SAYS
from idea4gov.domain.passwords import least_password_length
from idea4gov.domain.permissions import Viewer
from idea4gov.store.accounts import get_account
from idea4gov.store.grants import list_grants
from idea4gov.store.notices import list_notices
from idea4gov.store.places.reading import list_provinces
from idea4gov.store.privacy import list_supported_by
from idea4gov.store.proposals.lists import list_own
from idea4gov.store.rounds.roll import list_own_ballots
from idea4gov.web.http.asking import asker
from idea4gov.web.http.cookies import delete_cookie
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import COOKIE, gettext
from idea4gov.web.http.login import begin_session, require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.accounts.blueprint import bp, keys
from idea4gov.web.pages.accounts.forms import LanguageForm, PasswordForm, ProfileForm, province_choices

NEWEST = 5


# Each form has an address of its own, which also answers GET: a refused form is reloaded there.
@bp.get("/me")
@require("account:own")
def me() -> ResponseReturnValue:
    """My page, with every form unsent."""
    return _page(require_viewer())


@bp.route("/me/profile", methods=["GET", "POST"])
@require("account:own")
def change_profile() -> ResponseReturnValue:
    """Change the name that others see, and the home province."""
    viewer, form = require_viewer(), ProfileForm()
    done, status = run_form(
        form, lambda: _change_profile(viewer, form), also=lambda: _check_profile(viewer, form)
    )
    return done or (_page(viewer, profile_form=form if form.is_submitted() else None), status)


@bp.route("/me/language", methods=["GET", "POST"])
@require("account:own")
def change_language() -> ResponseReturnValue:
    """Change the language of pages and mails, and the numerals of pages."""
    viewer, form = require_viewer(), LanguageForm()
    done, status = run_form(form, lambda: _change_language(viewer, form))
    return done or (_page(viewer, language_form=form if form.is_submitted() else None), status)


@bp.route("/me/password", methods=["GET", "POST"])
@require("account:own")
def change_password() -> ResponseReturnValue:
    """Change the password; other devices are logged out."""
    viewer, form = require_viewer(), PasswordForm()
    done, status = run_form(
        form, lambda: _change_password(viewer, form), also=lambda: _check_passwords(viewer, form)
    )
    return done or (_page(viewer, password_form=form), status)


def _page(viewer: Viewer, **forms: Any) -> str:
    """My page. forms: those that were refused, by name of their template value; the others are unsent."""
    with reading() as db:
        account = get_account(db, viewer.account_id)
        grants = list_grants(db, viewer.account_id)
        provinces = list_provinces(db)
        notices = list_notices(db, viewer.account_id, limit=NEWEST)
        own = list_own(db, viewer.account_id)
        ballots = list_own_ballots(db, viewer.person_id)
        supports = list_supported_by(db, viewer.person_id, viewer.account_id)
    profile_form = forms.get("profile_form") or ProfileForm(formdata=None, obj=account)
    profile_form.home_province_code.choices = province_choices(provinces)
    return render_template(
        "pages/accounts/me.html",
        account=account,
        grants=grants,
        notices=[(one, gettext(SAYS.get(one.kind, one.kind))) for one in notices],
        own=own,
        ballots=ballots,
        supports=supports,
        least=least_password_length(is_official=viewer.is_official),
        profile_form=profile_form,
        language_form=forms.get("language_form") or LanguageForm(formdata=None, obj=account),
        password_form=forms.get("password_form") or PasswordForm(formdata=None),
    )


def _check_profile(viewer: Viewer, form: ProfileForm) -> None:
    with reading() as db:
        accounts.check_profile(
            db,
            viewer,
            display_name=form.display_name.data or "",
            home_province_code=form.home_province_code.data or "",
        )


def _change_profile(viewer: Viewer, form: ProfileForm) -> Response:
    with transaction() as db:
        accounts.change_profile(
            db,
            viewer,
            display_name=form.display_name.data,
            home_province_code=form.home_province_code.data or "",
        )
    flash(gettext("Your changes are saved."), "success")
    return redirect(url_for("accounts.me"), 303)


def _change_language(viewer: Viewer, form: LanguageForm) -> Response:
    with transaction() as db:
        accounts.change_language(
            db, viewer, language=form.language.data, thai_numerals=form.thai_numerals.data
        )
    response = redirect(url_for("accounts.me"), 303)
    # The cookie of a visitor would hide the language that the account has now.
    delete_cookie(response, COOKIE)
    return response


def _check_passwords(viewer: Viewer, form: PasswordForm) -> None:
    """Check both passwords where one is refused. An empty present one is no attempt."""
    if form.current.data:
        accounts.check_new_password(services().database, keys(), viewer, **_passwords(form))


def _passwords(form: PasswordForm) -> dict[str, Any]:
    return {
        "current": form.current.data or "",
        "password": form.password.data or "",
        "asker": asker(),
        "now": now(),
    }


def _change_password(viewer: Viewer, form: PasswordForm) -> Response:
    proof = accounts.change_password(
        services().database,
        keys(),
        viewer,
        **_passwords(form),
    )
    begin_session(proof.viewer, proof.session_number, confirms=viewer.on_confirmed_device)
    flash(gettext("Your password is changed. Other devices have to log in again."), "success")
    return redirect(url_for("accounts.me"), 303)
