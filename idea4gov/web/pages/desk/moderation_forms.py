"""Forms of reports and appeals: what is wrong with a post or its hiding, and what is decided."""

from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf

from idea4gov.domain.appeals import clean_appeal
from idea4gov.domain.moderation import clean_reason
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l

DECISIONS = ("hide", "dismiss")
APPEAL_DECISIONS = ("restore", "keep")


class ReportForm(BaseForm):
    """What is wrong with a post; officials alone read it."""

    reason = TextAreaField(_l("What is wrong with it?"), validators=[Follows(clean_reason)])


class DecisionForm(BaseForm):
    """What is done with a reported post, by the button that was pressed; everybody can read the reason."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    decision = StringField(validators=[AnyOf(DECISIONS)])


class AppealForm(BaseForm):
    """What an author says against the hiding of their post."""

    body = TextAreaField(_l("Why should it be shown again?"), validators=[Follows(clean_appeal)])


class AppealDecisionForm(BaseForm):
    """What is decided about an appeal, by the button that was pressed; everybody can read the reason."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    decision = StringField(validators=[AnyOf(APPEAL_DECISIONS)])
