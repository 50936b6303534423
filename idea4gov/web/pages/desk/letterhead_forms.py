"""The form of a letterhead: lines that documents begin and end with, and the emblem."""

from wtforms import BooleanField, FileField, StringField

from idea4gov.domain.documents.letterheads import LINE_MAX_LENGTH
from idea4gov.domain.text import clean_line
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class _Line(StringField):  # type: ignore[misc]
    """A line that may be empty."""

    def __init__(self, label: str, **options: object) -> None:
        super().__init__(
            label, [Follows(clean_line, may_be_empty=True, max_length=LINE_MAX_LENGTH)], **options
        )


class LetterheadForm(BaseForm):
    """The lines and the emblem of a letterhead. Documents have dotted lines in the place of empty ones."""

    office = _Line(_l("Division and telephone"))
    number_prefix = _Line(_l("File number begins with"))
    addressee = _Line(_l("Memos go to"))
    signer_name = _Line(_l("Who signs memos and reports"))
    signer_position = _Line(_l("Their position"))
    head_name = _Line(_l("Who signs announcements"))
    head_position = _Line(_l("The position of who signs announcements"))
    emblem = FileField(
        _l("Garuda or emblem (if any)"),
        render_kw={"accept": "image/png,image/jpeg,image/webp,image/heic,.heic"},
    )
    remove_emblem = BooleanField(_l("Remove the emblem"))
