"""The form about mails."""

from wtforms import BooleanField

from idea4gov.web.http.forms import BaseForm
from idea4gov.web.http.locale import lazy_gettext as _l


class NoticeMailForm(BaseForm):
    """Whether notices also come by mail."""

    notice_mail = BooleanField(_l("Also send me these notices by e-mail"))
