"""The fields of forms that add photos; pages.proposals.photos reads the files."""

from collections.abc import Sequence

from wtforms import MultipleFileField, SelectMultipleField, StringField

from idea4gov.domain.photos import clean_alt
from idea4gov.store.waiting_photos import WaitingCard
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class PhotosForm(BaseForm):
    """Photos to add. alt: what they show.

    waiting: names of those that came with the same form before, and are still wanted. sent_before: those that
    the form shows again, ticked.
    """

    photos = MultipleFileField(
        _l("Photos (if any)"), render_kw={"accept": "image/*,.heic,.heif", "data-module": "photos"}
    )
    alt = StringField(_l("What the photos show (if any)"), validators=[Follows(clean_alt)])
    waiting = SelectMultipleField(_l("Photos that you sent already"), choices=[], validate_choice=False)
    sent_before: Sequence[WaitingCard] = ()
