"""Forms of comments."""

from wtforms import HiddenField, TextAreaField

from idea4gov.domain.comments import draft
from idea4gov.domain.text import FORBIDDEN_CHARACTERS
from idea4gov.web.forms.base import BaseForm, Follows
from idea4gov.web.locale import lazy_gettext as _l

MISSING = "\N{REPLACEMENT CHARACTER}"


class WordsField(TextAreaField):  # type: ignore[misc]
    """A text of many lines, shown again as it was sent."""

    def _value(self) -> str:
        # No page can hold these characters; the sign shows where to look for what the message tells of.
        return FORBIDDEN_CHARACTERS.sub(MISSING, self.data or "")


class CommentForm(BaseForm):
    """A new comment or a reply. page: the page of comments that held the form."""

    body = WordsField(_l("Your comment"), validators=[Follows(draft)])
    parent_id = HiddenField()
    form_key = HiddenField()
    page = HiddenField()


class EditCommentForm(BaseForm):
    """New words for one's own comment. revision: of the wording that the form was opened with."""

    body = WordsField(_l("Your comment"), validators=[Follows(draft)])
    revision = HiddenField()


class WithdrawCommentForm(BaseForm):
    """Nothing but the confirmation."""
