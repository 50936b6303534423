"""Forms of personal tokens."""

from wtforms import BooleanField, SelectChoice, SelectField, StringField

from idea4gov.domain.fields import all_fields
from idea4gov.domain.tokens import LIFETIMES_DAYS, clean_lifetime, clean_scopes, clean_token_name
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l

LIFETIMES = [SelectChoice(str(days), _l("%(days)s days", days=days)) for days in LIFETIMES_DAYS]


class TokenForm(BaseForm):
    """A new token."""

    name = StringField(_l("Name of the system that will use it"), validators=[Follows(clean_token_name)])
    for_answers = BooleanField(_l("Answer proposals"))
    for_milestones = BooleanField(_l("Report on funded projects"))
    days = SelectField(_l("Valid for"), choices=LIFETIMES, validate_choice=False)

    def check(self) -> None:
        with all_fields() as at:
            with at("scopes"):
                clean_scopes(self.scopes)
            with at("days"):
                clean_lifetime(self.days.data or "")

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of the boxes that were ticked."""
        ticked = {"answers": self.for_answers.data, "milestones": self.for_milestones.data}
        return tuple(scope for scope, chosen in ticked.items() if chosen)
