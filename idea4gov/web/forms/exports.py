"""The form of a long export."""

from idea4gov.web.forms.base import BaseForm


class PrepareForm(BaseForm):
    """Nothing but the button."""
