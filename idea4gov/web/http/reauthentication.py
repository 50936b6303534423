"""What is asked once more before what cannot be undone: the password, and on a new device a code by mail.

An act that needs it raises PasswordNeeded or DeviceUnconfirmed. The page then shown sends the same form again
with the password or the code in one more field. They are checked here, before the guards and the view. A page
that is only read leads to an address of its own, and from there back.
"""

from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, StringField

from idea4gov.actions.accounts import Keys
from idea4gov.actions.accounts.device_codes import can_type_code, confirm_device, send_device_code
from idea4gov.actions.accounts.sessions import confirm_session
from idea4gov.domain.accounts import WrongPassword
from idea4gov.domain.device_codes import CODE_LASTS, CodeOver, WrongCode, clean_code, mask_email
from idea4gov.domain.errors import DomainError, TooMany
from idea4gov.domain.fields import at_field
from idea4gov.domain.passwords import require_password
from idea4gov.domain.security_log import Result
from idea4gov.domain.sessions import DeviceUnconfirmed, PasswordNeeded, has_typed_password
from idea4gov.domain.throttle import MINUTE
from idea4gov.store.accounts import get_account
from idea4gov.web.http.asking import asker, tell_when
from idea4gov.web.http.carried_forms import DEVICE_CODE, OWN_PASSWORD, SEND_CODE, sent_fields
from idea4gov.web.http.errors import error_message, status_of, wants_json
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.login import (
    current_viewer,
    foreign_reader,
    hold_device,
    hold_new_key,
    require_viewer,
    this_browser,
)
from idea4gov.web.http.next_path import this_page
from idea4gov.web.http.security_log import write_event
from idea4gov.web.http.services import now, reading, services, writing_is_refused
from idea4gov.web.http.stale_forms import say_files_are_lost

OWN_PAGE = "accounts.confirm_device"


class ReauthenticationForm(BaseForm):
    """The viewer's own password, and the code that was mailed to them."""

    own_password = PasswordField(_l("Your password"), validators=[Follows(require_password)])
    device_code = StringField(_l("Code in the mail"), validators=[Follows(clean_code)])


def install_reauthentication(app: Flask) -> None:
    """Read what a form brings along, and ask for what is missing. Before the guards."""
    app.before_request(_confirm)
    app.register_error_handler(PasswordNeeded, _ask)
    app.register_error_handler(DeviceUnconfirmed, _ask)


def _confirm() -> ResponseReturnValue | None:
    """Check the password and the code in this request. Returns the page that asks (again), or None."""
    if request.method != "POST" or foreign_reader():
        return None
    brings = {OWN_PASSWORD, DEVICE_CODE, SEND_CODE}.intersection(request.form)
    viewer = current_viewer() if brings else None
    if viewer is None or writing_is_refused():
        return None
    # Another tab may have confirmed the device meanwhile.
    if viewer.on_confirmed_device:
        brings -= {DEVICE_CODE, SEND_CODE}
    wants_code = SEND_CODE in brings
    form = _form(password=OWN_PASSWORD in brings, code=DEVICE_CODE in brings and not wants_code)
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        if OWN_PASSWORD in brings:
            _check_password(form)
        if wants_code:
            return _send_code(form)
        if DEVICE_CODE in brings:
            _check_code(form)
    except (WrongPassword, WrongCode, CodeOver, TooMany) as error:
        form.refuse(error)
        tell_when(error)
        return _page(form, status_of(error))
    return None


def _form(*, password: bool, code: bool) -> ReauthenticationForm:
    """The form of this request, of which these fields are checked."""
    form = ReauthenticationForm()
    for field, is_checked in ((form.own_password, password), (form.device_code, code)):
        field.validators = field.validators if is_checked else ()
    return form


def _keys() -> Keys:
    parts = services()
    return Keys(parts.passwords, parts.signer, parts.config.public_url)


def _check_password(form: ReauthenticationForm) -> None:
    """Let the session do for a while what cannot be undone. Raises WrongPassword, TooMany."""
    password = form.own_password.data or ""
    with at_field(OWN_PASSWORD):
        viewer, key = confirm_session(
            services().database, _keys(), require_viewer(), password, asker=asker(), now=now()
        )
    hold_new_key(viewer, key)


def _send_code(form: ReauthenticationForm) -> ResponseReturnValue:
    """Mail a code, and show the page with its field. Raises TooManyCodes."""
    viewer = require_viewer()
    try:
        send_device_code(services().database, _keys(), viewer, this_browser(), now=now())
    except TooMany:
        write_event("code-sent", "locked-out", account=viewer.account_id)
        raise
    write_event("code-sent", "done", account=viewer.account_id)
    return _ask_by(form)


def _check_code(form: ReauthenticationForm) -> None:
    """Confirm this device. Raises WrongCode, CodeOver."""
    viewer = require_viewer()
    try:
        with at_field(DEVICE_CODE):
            confirmed = confirm_device(
                services().database, _keys(), viewer, form.device_code.data or "", this_browser(), now=now()
            )
    except (WrongCode, CodeOver) as error:
        result: Result = "failed" if isinstance(error, WrongCode) else "locked-out"
        write_event("second-factor", result, account=viewer.account_id)
        raise
    hold_new_key(confirmed.viewer, confirmed.key)
    hold_device(confirmed.device)
    write_event("second-factor", "done", account=viewer.account_id)


def _ask(error: DomainError) -> ResponseReturnValue:
    """The answer to an act for which something is missing."""
    if wants_json():
        return jsonify(error=error_message(error), code=error.code), status_of(error)
    if request.method != "POST" and request.endpoint != OWN_PAGE:
        return redirect(url_for(OWN_PAGE, next=this_page()), 303)
    say_files_are_lost()
    return _ask_by(ReauthenticationForm(formdata=None))


def _ask_by(form: ReauthenticationForm) -> ResponseReturnValue:
    return _page(form, 200 if request.endpoint == OWN_PAGE else 403)


def _page(form: ReauthenticationForm, status: int) -> ResponseReturnValue:
    """The page that asks for what is missing by now: the password, the code, or both."""
    viewer, config = require_viewer(), services().config
    has_code, email = False, ""
    if not viewer.on_confirmed_device:
        with reading() as db:
            has_code = can_type_code(db, viewer, now=now())
            email = mask_email(get_account(db, viewer.account_id).email)
    page = render_template(
        "pages/accounts/reauthentication.html",
        form=form,
        asks_password=request.endpoint != OWN_PAGE and not has_typed_password(viewer, now=now()),
        asks_device=not viewer.on_confirmed_device,
        has_code=has_code,
        email=email,
        minutes=CODE_LASTS // MINUTE,
        is_shown_in_terminal=config.is_development and not config.mail_url,
        has_no_mail=not config.is_development and not config.mail_url,
        fields=sent_fields(),
    )
    return page, status
