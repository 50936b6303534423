"""The base of all forms: CSRF, rules of the domain as validators, messages in the reader's language."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from wtforms import Field, ValidationError

from idea4gov.domain.errors import DomainError, Invalid
from idea4gov.domain.fields import InvalidFields
from idea4gov.domain.hurdles import ProofNeeded
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, UNREADABLE, EmptyText
from idea4gov.web.http.csrf import FlaskForm
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import writing_is_refused


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with CSRF. What was typed stays in its fields when it is shown again.

    page_order: names of its fields in the order of the page, where the class has another. proof_needed: the
    refusal for want of a proof of work, which the page then lets the browser make.
    """

    page_order: ClassVar[tuple[str, ...]] = ()
    proof_needed: ProofNeeded | None = None

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where a form's data come from, and how its fields are drawn."""

        def wrap_formdata(self, form: "BaseForm", formdata: Any) -> Any:
            """Return texts only. Flask-WTF would pass files and values of JSON to the rules, too."""
            return request.form if form.is_submitted() and formdata is not None else None

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Draw a field with what was typed. Characters that HTML forbids are replaced by UNREADABLE."""
            return Markup(FORBIDDEN_CHARACTERS.sub(UNREADABLE, super().render_field(field, render_kw)))  # noqa: S704

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent, is valid, and may be acted on."""
        return not writing_is_refused() and bool(super().validate_on_submit(extra_validators))

    def check(self) -> None:
        """Check what no single field can be asked for. Raises Invalid, or InvalidFields.

        It runs beside the validators, so that all errors of a form are shown at once.
        """

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all validators and `check` accept what was typed."""
        is_valid = bool(super().validate(extra_validators))
        try:
            self.check()
        except Invalid as error:
            self.refuse(error)
            return False
        return is_valid

    def refuse(self, error: DomainError) -> None:
        """Show a rule's refusal: at the field that `error.data["field"]` names, else above the form.

        A field shows its first error.
        """
        for one in error.errors if isinstance(error, InvalidFields) else (error,):
            if isinstance(one, ProofNeeded):
                self.proof_needed = one
            field = self._fields.get(one.data.get("field", ""))
            if field is None:
                self.form_errors: list[str] = [*self.form_errors, error_message(one)]
            elif not field.errors:
                field.errors = [_message_at(field, one)]

    def in_page_order(self) -> list[Field]:
        """The fields in the order of the page. Rows "areas-0-budget" stand where page_order has "areas"."""
        places = {name: place for place, name in enumerate(self.page_order)}
        return sorted(self, key=lambda field: places.get(field.name.partition("-")[0], len(places)))


class Follows:
    """Validator: the text passes a rule of the domain, which returns it cleaned or raises a DomainError.

    may_be_empty: then the rule is not asked about blanks.
    """

    def __init__(self, rule: Callable[..., Any], *, may_be_empty: bool = False, **options: Any) -> None:
        self.rule = rule
        self.may_be_empty = may_be_empty
        self.options = options

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if self.may_be_empty and not (field.data or "").strip():
            return
        try:
            self.rule(field.data or "", **self.options)
        except DomainError as error:
            raise ValidationError(_message_at(field, error)) from error


def _message_at(field: Field, error: DomainError) -> str:
    """The text of an error at its field. That of an empty field names the field."""
    if isinstance(error, EmptyText):
        return gettext("Please fill in “%(name)s”.", name=field.label.text)
    return error_message(error)
