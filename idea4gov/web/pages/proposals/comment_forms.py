"""Forms of comments."""

from wtforms import HiddenField, TextAreaField

from idea4gov.domain.comments import draft
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class CommentForm(BaseForm):
    """A new comment or a reply. page: the page of comments that held the form."""

    body = TextAreaField(_l("Your comment"), validators=[Follows(draft)])
    parent_id = HiddenField()
    form_key = HiddenField()
    page = HiddenField()


class EditCommentForm(BaseForm):
    """A new text for one's own comment. revision: of the text that the form was opened with."""

    body = TextAreaField(_l("Your comment"), validators=[Follows(draft)])
    revision = HiddenField()


class WithdrawCommentForm(BaseForm):
    """Only a button."""
