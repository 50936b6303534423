"""Forms of boards."""

import secrets
from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from idea4gov.domain.boards import BODY_MAX_LENGTH, TITLE_MAX_LENGTH, closing_moment
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.store.places.reading import LocalGovernmentCard
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.services import now
from idea4gov.web.http.typed_fields import DayField
from idea4gov.web.render.filters import local_name


class BoardForm(BaseForm):
    """The question of a new board. form_key: a random text of this form, by which a double click is known."""

    title = StringField(_l("Topic"), validators=[Follows(clean_line, max_length=TITLE_MAX_LENGTH)])
    body = TextAreaField(_l("Your question"), validators=[Follows(clean_text, max_length=BODY_MAX_LENGTH)])
    local_government_code = SelectField(_l("Local government"), validate_choice=False)
    closes_on = DayField(_l("Last day for proposals"))
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def check(self) -> None:
        closing_moment(self.closes_on.data or "", now=now())


def local_government_choices(local_governments: Sequence[LocalGovernmentCard]) -> list[tuple[str, str]]:
    """(code, name) of the local governments for a board, with "" for none first."""
    return [("", gettext("The whole province")), *((one.code, local_name(one)) for one in local_governments)]
