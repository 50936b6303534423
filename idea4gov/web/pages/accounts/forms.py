"""Forms of accounts."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)

from idea4gov.domain.accounts import check_consent, check_language, check_province_code
from idea4gov.domain.email import clean_email, known_email
from idea4gov.domain.passwords import require_password
from idea4gov.domain.privacy import check_understood
from idea4gov.domain.text import clean_name
from idea4gov.store.places.reading import ProvinceCard
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.render.filters import local_name

LANGUAGE_CHOICES = [SelectChoice("th", "ภาษาไทย"), SelectChoice("en", "English")]


def province_choices(provinces: Sequence[ProvinceCard]) -> list[SelectChoice]:
    """Options for a field of provinces, in the alphabetical order of the reader's language.

    provinces: in Thai order.
    """
    options = [SelectChoice(province.code, local_name(province)) for province in provinces]
    if language() == "en":
        options.sort(key=lambda option: option.label)
    return [SelectChoice("", gettext("Choose your province")), *options]


class LogInForm(BaseForm):
    """An e-mail address and a password. next: the path to go on to. carried: a packed form to go back to."""

    email = StringField(_l("E-mail"), validators=[Follows(known_email)])
    password = PasswordField(_l("Password"), validators=[Follows(require_password)])
    next = HiddenField()
    carried = HiddenField()


class RegisterForm(BaseForm):
    """The data of a new account. What only the store knows is for the use case to check."""

    email = StringField(_l("E-mail"), validators=[Follows(clean_email)])
    display_name = StringField(_l("Display name"), validators=[Follows(clean_name)])
    home_province_code = SelectField(
        _l("Your province"), validate_choice=False, validators=[Follows(check_province_code)]
    )
    consent = BooleanField(
        _l("I agree that my e-mail address, name and province are kept as the privacy notice says."),
        validators=[Follows(check_consent)],
    )
    next = HiddenField()


class EmailForm(BaseForm):
    """Only an e-mail address."""

    email = StringField(_l("E-mail"), validators=[Follows(known_email)])


class NewPasswordForm(BaseForm):
    """A new password, for somebody who followed a link."""

    password = PasswordField(_l("New password"), validators=[Follows(require_password)])


class ProfileForm(BaseForm):
    """The display name and the home province."""

    display_name = StringField(_l("Display name"), validators=[Follows(clean_name)])
    home_province_code = SelectField(
        _l("Your province"), validate_choice=False, validators=[Follows(check_province_code)]
    )


class LanguageForm(BaseForm):
    """The language of pages and mails, and the numerals of pages."""

    language = RadioField(
        _l("Language"), choices=LANGUAGE_CHOICES, validate_choice=False, validators=[Follows(check_language)]
    )
    thai_numerals = BooleanField(_l("Show numbers in Thai numerals (๐-๙) on Thai pages"))


class WithdrawConsentForm(BaseForm):
    """Which consent ends. One button for each."""

    purpose = HiddenField()


class EraseForm(BaseForm):
    """The password, and a box to confirm that erasing cannot be undone."""

    password = PasswordField(_l("Current password"), validators=[Follows(require_password)])
    understood = BooleanField(
        _l("I understand that my account cannot be brought back"), validators=[Follows(check_understood)]
    )


class PasswordForm(BaseForm):
    """The current password and a new one."""

    current = PasswordField(_l("Current password"), validators=[Follows(require_password)])
    password = PasswordField(_l("New password"), validators=[Follows(require_password)])
