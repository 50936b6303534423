"""The rights of people over their personal data: download it, and erase the account."""

import json

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response as Answer

from idea4gov.actions.accounts import confirm_password
from idea4gov.actions.consents import list_own_consents, withdraw_consent
from idea4gov.actions.privacy import erase_account, export_own_data
from idea4gov.domain.consents import BASES, CONSENTS, Given, Purpose
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import require_confirmed_device
from idea4gov.store.notices import get_notice_mail
from idea4gov.web.http.asking import asker
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import end_session, require_viewer
from idea4gov.web.http.services import now, reading, services, snapshot, transaction
from idea4gov.web.pages.accounts.blueprint import bp, keys
from idea4gov.web.pages.accounts.forms import EraseForm, WithdrawConsentForm
from idea4gov.web.render.retention import retention_rows


@bp.get("/me/data.json")
@require("account:own")
def own_data() -> ResponseReturnValue:
    """All data about oneself, as a JSON file that no cache keeps."""
    with snapshot() as db:
        data = export_own_data(db, require_viewer(), now=now())
    response = Response(json.dumps(data, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/me/privacy", methods=["GET", "POST"])
@require("account:own")
def privacy() -> ResponseReturnValue:
    """What the viewer agreed to, when and in which version; a form for each that can end here."""
    viewer, form = require_viewer(), WithdrawConsentForm()
    done, status = run_form(form, lambda: _withdraw(viewer, form))
    if done:
        return done
    with reading() as db:
        given = list_own_consents(db, viewer)
        has_mail = get_notice_mail(db, viewer.account_id)
    return render_template(
        "pages/accounts/privacy.html",
        form=form,
        given=[(one, CONSENTS[one.purpose]) for one in given],
        bases=BASES,
        # Mails are on from the beginning; only who has switched them has a row for it.
        mail=CONSENTS["notice_mail"] if has_mail and not _holds(given, "notice_mail") else None,
        rows=retention_rows(),
    ), status


@bp.route("/me/erase", methods=["GET", "POST"])
@require("account:own")
def erase() -> ResponseReturnValue:
    """Say what erasing means, ask for the password, and erase the account."""
    viewer, form = require_viewer(), EraseForm()
    # Before the password is looked at, which the page that asks for the code does not carry along.
    require_confirmed_device(viewer)
    done, status = run_form(form, lambda: _erase(viewer, form), also=lambda: _confirm(viewer, form))
    return done or (render_template("pages/accounts/erase.html", form=form), status)


def _confirm(viewer: Viewer, form: EraseForm) -> None:
    """Check the password beside a box that was not ticked. An empty one is no attempt."""
    if form.password.data:
        with at_field("password"):
            confirm_password(
                services().database, keys(), viewer, form.password.data, asker=asker(), now=now()
            )


def _holds(given: list[Given], purpose: Purpose) -> bool:
    return any(one.purpose == purpose and one.ended_at is None for one in given)


def _withdraw(viewer: Viewer, form: WithdrawConsentForm) -> Answer:
    with transaction() as db:
        withdraw_consent(db, viewer, form.purpose.data or "", now=now())
    flash(gettext("It has ended, and what was kept for it is deleted."), "success")
    return redirect(url_for("accounts.privacy"), 303)


def _erase(viewer: Viewer, form: EraseForm) -> Answer:
    erase_account(
        services().database,
        keys(),
        viewer,
        password=form.password.data or "",
        asker=asker(),
        now=now(),
    )
    end_session()
    flash(gettext("Your account is erased. Thank you for having taken part."), "success")
    return redirect(url_for("places.home"), 303)
