"""Handling of a form: check it, act on it, and show it again with what was typed when it is refused."""

from collections.abc import Callable
from typing import Any

from werkzeug import Response

from idea4gov.domain.errors import Conflict, Invalid, TooMany
from idea4gov.domain.renditions import NotReady
from idea4gov.web.http.asking import tell_when
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.forms import BaseForm
from idea4gov.web.http.services import writing_is_refused


def run_form(
    form: BaseForm, act: Callable[[], Response], *, also: Callable[[], object] | None = None
) -> tuple[Response | None, int]:
    """Call `act` if the form was sent and is valid. If a rule refuses, add the reason to the form's errors.

    act: returns the answer, usually a redirect. May raise Invalid, Conflict, TooMany or NotReady. also: what
    `act` checks with the store, called where the form is refused already: all errors are shown at once.
    Returns (answer, 303), or (None, status) when the caller has to show the form: 200 for a new form, else
    the status of the refusal.
    """
    if form.validate_on_submit():
        return _try(form, act, 303)
    if not form.is_submitted() or writing_is_refused():
        return None, 422 if form.is_submitted() else 200
    _, status = _try(form, also or _nothing, 422)
    return None, status


def _try(form: BaseForm, act: Callable[[], Any], status: int) -> tuple[Any, int]:
    """(what `act` returns, status); or (None, the status of the error that it raised)."""
    try:
        return act(), status
    except (Invalid, Conflict, TooMany, NotReady) as error:
        form.refuse(error)
        tell_when(error)
        return None, status_of(error)


def _nothing() -> None:
    """The check of a form about which the store knows nothing more."""
