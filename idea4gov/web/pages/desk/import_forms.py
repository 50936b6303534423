"""Forms of imports: the file, which sheet and line of it are meant, and which column holds which field."""

from wtforms import FileField, HiddenField, SelectField

from idea4gov.web.http.forms import BaseForm
from idea4gov.web.http.locale import lazy_gettext as _l


class SheetForm(BaseForm):
    """The sheet of a meeting, as a file."""

    sheet = FileField(_l("Sheet (XLSX or CSV)"), render_kw={"accept": ".xlsx,.csv,.tsv,.txt"})


class PageForm(BaseForm):
    """The sheet of a workbook, and the line of its heading."""

    sheet = SelectField(_l("Sheet of the file"), validate_choice=False)
    heading = SelectField(_l("Line of the heading"), validate_choice=False)


class ColumnsForm(BaseForm):
    """The column of each field of a board or a round; "" for none. sheet, heading: as chosen before."""

    sheet = HiddenField()
    heading = HiddenField()
    title = SelectField(_l("Proposal in one sentence"), validate_choice=False)
    body = SelectField(_l("Details"), validate_choice=False)
    category = SelectField(_l("Category"), validate_choice=False)
    place = SelectField(_l("Place"), validate_choice=False)
    area = SelectField(_l("Area of the round"), validate_choice=False)
    money = SelectField(_l("Estimated cost"), validate_choice=False)
    hands = SelectField(_l("Hands raised in the hall"), validate_choice=False)
    proposer = SelectField(_l("Who proposed it"), validate_choice=False)


class TakeBackForm(BaseForm):
    """A button that takes an import back."""
