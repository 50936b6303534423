"""The form of a letterhead: lines that documents begin and end with, and the emblem."""

from wtforms import BooleanField, FileField, StringField

from idea4gov.domain.documents.letterheads import LINE_MAX_LENGTH
from idea4gov.domain.text import clean_line
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


def _optional_line(text: str) -> str:
    """Check and normalize a line that may be empty."""
    return clean_line(text, max_length=LINE_MAX_LENGTH) if text.strip() else ""


class LetterheadForm(BaseForm):
    """The lines and the emblem of a letterhead. Documents have dotted lines in the place of empty ones."""

    office = StringField(_l("Division and telephone"), validators=[Follows(_optional_line)])
    number_prefix = StringField(_l("File number begins with"), validators=[Follows(_optional_line)])
    addressee = StringField(_l("Memos go to"), validators=[Follows(_optional_line)])
    signer_name = StringField(_l("Who signs memos and reports"), validators=[Follows(_optional_line)])
    signer_position = StringField(_l("Their position"), validators=[Follows(_optional_line)])
    head_name = StringField(_l("Who signs announcements"), validators=[Follows(_optional_line)])
    head_position = StringField(
        _l("The position of who signs announcements"), validators=[Follows(_optional_line)]
    )
    emblem = FileField(
        _l("Garuda or emblem (if any)"), render_kw={"accept": "image/png,image/jpeg,image/webp"}
    )
    remove_emblem = BooleanField(_l("Remove the emblem"))
