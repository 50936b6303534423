"""Forms of the desk: a reason, an official answer, an adoption, a closing."""

from wtforms import HiddenField, SelectField, TextAreaField

from idea4gov.domain.answers import clean_answer
from idea4gov.domain.moderation import clean_reason
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class ReasonForm(BaseForm):
    """Why a post is hidden or restored; everybody can read it."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])


class AnswerForm(BaseForm):
    """An official answer. revision: of the answer that was there when the form was opened, 0 for none."""

    body = TextAreaField(_l("Answer"), validators=[Follows(clean_answer)])
    revision = HiddenField()


class AdoptForm(BaseForm):
    """The local government that adopts a board. The use case checks the choice."""

    local_government_code = SelectField(_l("Local government"), validate_choice=False)


class CloseForm(BaseForm):
    """Only a button."""
