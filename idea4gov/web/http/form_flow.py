"""Handling of a form: check it, act on it, and show it again with what was typed when it is refused."""

from collections.abc import Callable

from werkzeug import Response

from idea4gov.domain.errors import Conflict, Invalid, TooMany
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.forms import BaseForm


def run_form(form: BaseForm, act: Callable[[], Response]) -> tuple[Response | None, int]:
    """Call `act` if the form was sent and is valid. If a rule refuses, add the reason to the form's errors.

    act: returns the answer, usually a redirect. May raise Invalid, Conflict or TooMany.
    Returns (answer, 303), or (None, status) when the caller has to show the form: 200 for a new form, else
    the status of the refusal.
    """
    if not form.validate_on_submit():
        return None, 422 if form.is_submitted() else 200
    try:
        return act(), 303
    except (Invalid, Conflict, TooMany) as error:
        form.refuse(error)
        return None, status_of(error)
