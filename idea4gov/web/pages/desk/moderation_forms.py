"""Forms of reports and appeals, and of the decisions about them."""

from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf

from idea4gov.domain.appeals import clean_appeal
from idea4gov.domain.moderation import clean_reason
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l

DECISIONS = ("hide", "dismiss")
APPEAL_DECISIONS = ("restore", "keep")


class ReportForm(BaseForm):
    """What is wrong with a post; only officials can read it."""

    reason = TextAreaField(_l("What is wrong with it?"), validators=[Follows(clean_reason)])


class DecisionForm(BaseForm):
    """The decision on a reported post: that of the button that was pressed. Everybody can read the reason."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    decision = StringField(validators=[AnyOf(DECISIONS)])


class AppealForm(BaseForm):
    """Why the author thinks that the hiding was wrong."""

    body = TextAreaField(_l("Why should it be shown again?"), validators=[Follows(clean_appeal)])


class AppealDecisionForm(BaseForm):
    """The decision on an appeal: that of the button that was pressed. Everybody can read the reason."""

    reason = TextAreaField(_l("Reason"), validators=[Follows(clean_reason)])
    decision = StringField(validators=[AnyOf(APPEAL_DECISIONS)])
