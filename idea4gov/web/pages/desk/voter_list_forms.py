"""Forms of lists of eligible people: the sheet, and which list a round has."""

from wtforms import FileField, SelectField, StringField

from idea4gov.domain.voter_lists import clean_list_name
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class VoterListForm(BaseForm):
    """A list to be loaded."""

    name = StringField(_l("Name of the list"), validators=[Follows(clean_list_name)])
    sheet = FileField(_l("List (XLSX or CSV)"), render_kw={"accept": ".xlsx,.csv,.tsv,.txt"})


class ButtonForm(BaseForm):
    """A button alone."""


class RoundListForm(BaseForm):
    """The list of a round; "" for none."""

    voter_list = SelectField(_l("List of eligible people"), validate_choice=False)
