"""Personal tokens: an official makes them for the systems of their office, and revokes them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions import tokens as actions
from idea4gov.domain.errors import Conflict, Invalid
from idea4gov.domain.permissions import Viewer
from idea4gov.store.tokens import list_tokens
from idea4gov.web.http.asking import asker
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.accounts.blueprint import bp
from idea4gov.web.pages.accounts.token_forms import TokenForm


@bp.route("/me/tokens", methods=["GET", "POST"])
@require("token:own")
def tokens() -> ResponseReturnValue:
    """My tokens, and the form that makes one. The answer to the form shows the new one, this once."""
    viewer, form = require_viewer(), TokenForm()
    if not form.validate_on_submit():
        return _page(viewer, form), 422 if form.is_submitted() else 200
    try:
        token = _make(viewer, form)
    except (Invalid, Conflict) as error:
        form.refuse(error)
        return _page(viewer, form), status_of(error)
    return _page(viewer, TokenForm(formdata=None), token=token)


@bp.post("/me/tokens/<id:token_id>/revoke")
@require("token:own")
def revoke_token(token_id: int) -> Response:
    """Revoke a token for good."""
    with transaction() as db:
        actions.revoke_token(db, require_viewer(), token_id, now=now())
    flash(gettext("The token is revoked and no longer works."), "success")
    return redirect(url_for("accounts.tokens"), 303)


def _make(viewer: Viewer, form: TokenForm) -> str:
    with transaction() as db:
        return actions.make_token(
            db,
            viewer,
            services().signer,
            name=form.name.data or "",
            scopes=form.scopes,
            days=form.days.data or "",
            site=services().config.public_url,
            address=asker().address,
            now=now(),
        )


def _page(viewer: Viewer, form: TokenForm, *, token: str | None = None) -> str:
    with reading() as db:
        listed = list_tokens(db, viewer.account_id)
    return render_template(
        "pages/accounts/tokens.html",
        form=form,
        token=token,
        tokens=listed,
        now=now(),
    )
