"""The fields of forms that add photos; pages.proposals.photos reads the files."""

from wtforms import MultipleFileField, StringField

from idea4gov.domain.photos import clean_alt
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import lazy_gettext as _l


class PhotosForm(BaseForm):
    """Photos to add. alt: what they show."""

    photos = MultipleFileField(
        _l("Photos (if any)"), render_kw={"accept": "image/*,.heic,.heif", "data-module": "photos"}
    )
    alt = StringField(_l("What the photos show (if any)"), validators=[Follows(clean_alt)])
