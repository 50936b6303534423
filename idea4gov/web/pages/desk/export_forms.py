"""The form of a long export."""

from idea4gov.web.http.forms import BaseForm


class PrepareForm(BaseForm):
    """Only a button."""
