"""Forms of reports: what is wrong with a post, and what is decided about it."""

from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf

from idea4gov.domain.moderation import clean_reason
from idea4gov.web.forms.base import BaseForm, Follows
from idea4gov.web.locale import lazy_gettext as _l

DECISIONS = ("hide", "dismiss")


class ReportForm(BaseForm):
    """What is wrong with a post; officials alone read it."""

    reason = TextAreaField(_l("What is wrong with it?"), validators=[Follows(clean_reason)])


class DecisionForm(BaseForm):
    """What is done with a reported post, by the button that was pressed; everybody can read the reason."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    decision = StringField(validators=[AnyOf(DECISIONS)])
