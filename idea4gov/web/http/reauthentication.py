"""The password, asked once more before what cannot be undone, on a page that carries the form along.

An act that needs it raises PasswordNeeded. The page then shown sends the same form again to the same address,
with the password in one more field. It is checked here, before the view is called.
"""

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from idea4gov.actions.accounts import Keys
from idea4gov.actions.accounts.sessions import confirm_session
from idea4gov.domain.accounts import WrongPassword
from idea4gov.domain.errors import TooMany
from idea4gov.domain.fields import at_field
from idea4gov.domain.passwords import require_password
from idea4gov.domain.sessions import PasswordNeeded
from idea4gov.web.http.asking import asker, tell_when
from idea4gov.web.http.carried_forms import OWN_PASSWORD, sent_fields
from idea4gov.web.http.errors import error_message, status_of, wants_json
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.login import current_viewer, foreign_reader, hold_new_key
from idea4gov.web.http.services import now, services, writing_is_refused
from idea4gov.web.http.stale_forms import say_files_are_lost


class ReauthenticationForm(BaseForm):
    """The viewer's own password."""

    own_password = PasswordField(_l("Your password"), validators=[Follows(require_password)])


def install_reauthentication(app: Flask) -> None:
    """Read the password that a form brings along, and ask for one that is needed. After the stale forms."""
    app.before_request(_confirm)
    app.register_error_handler(PasswordNeeded, _ask)


def _confirm() -> ResponseReturnValue | None:
    """Check the password in this request, if there is one. Returns the page that asks again, or None."""
    if request.method != "POST" or foreign_reader() or OWN_PASSWORD not in request.form:
        return None
    viewer = current_viewer()
    if viewer is None or writing_is_refused():
        return None
    form, parts = ReauthenticationForm(), services()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with at_field(OWN_PASSWORD):
            viewer, key = confirm_session(
                parts.database,
                Keys(parts.passwords, parts.signer, parts.config.public_url),
                viewer,
                form.own_password.data or "",
                asker=asker(),
                now=now(),
            )
    except (WrongPassword, TooMany) as error:
        form.refuse(error)
        tell_when(error)
        return _page(form, status_of(error))
    hold_new_key(viewer, key)
    return None


def _ask(error: PasswordNeeded) -> ResponseReturnValue:
    if wants_json():
        return jsonify(error=error_message(error), code=error.code), status_of(error)
    say_files_are_lost()
    return _page(ReauthenticationForm(formdata=None), status_of(error))


def _page(form: ReauthenticationForm, status: int) -> ResponseReturnValue:
    page = render_template("pages/accounts/reauthentication.html", form=form, fields=sent_fields())
    return page, status
