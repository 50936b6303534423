"""The course of a form: it is sent, a rule may refuse it, and then it is shown again with what was typed."""

from collections.abc import Callable

from werkzeug import Response

from idea4gov.domain.errors import Conflict, Invalid, TooMany
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.forms import BaseForm


def run_form(form: BaseForm, act: Callable[[], Response]) -> tuple[Response | None, int]:
    """Act when the form was sent and is in order; a refusal is shown on the form.

    Returns the answer, or None and the status with which the form is shown (again).
    """
    if not form.validate_on_submit():
        return None, 422 if form.is_submitted() else 200
    try:
        return act(), 303
    except (Invalid, Conflict, TooMany) as error:
        form.refuse(error)
        return None, status_of(error)
