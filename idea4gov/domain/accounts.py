"""Rules of accounts: registration, and links sent by mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from idea4gov.domain.email import clean_email
from idea4gov.domain.errors import N_, Conflict, DomainError, Invalid, NotFound
from idea4gov.domain.fields import all_fields, at_field
from idea4gov.domain.text import clean_name

PROVINCE_CODE_LENGTH = 2
CONSENT_VERSION = "1"
LANGUAGES = ("th", "en")

LinkPurpose = Literal["confirm_email", "reset_password"]
LINK_LIFETIME: dict[LinkPurpose, timedelta] = {
    "confirm_email": timedelta(days=3),
    "reset_password": timedelta(hours=1),
}


class NoConsent(Invalid):
    """Consent to store the data of the account was not given."""

    code = "no_consent"
    message = N_("Please tick the box: without your consent we cannot keep an account for you.")


class UnknownProvince(Invalid):
    """The province does not exist."""

    code = "unknown_province"
    message = N_("Please choose your province.")


class UnknownLanguage(Invalid):
    """The language is neither Thai nor English."""

    code = "unknown_language"
    message = N_("Please choose Thai or English.")


class WrongLogIn(Invalid):
    """There is no such account, or its password is different. The error does not say which."""

    code = "wrong_log_in"
    message = N_("The e-mail address or the password is not right. Please check both and try again.")


class WrongPassword(Invalid):
    """The current password, which is asked for when it is changed, is different."""

    code = "wrong_password"
    message = N_("This is not your current password. Please try again.")


class EmailTaken(Conflict):
    """An account has this e-mail address. Shown to administrators only, never to visitors."""

    code = "email_taken"
    message = N_("There is already an account with this e-mail address.")


class NoSuchAccount(NotFound):
    """No account has this e-mail address. Shown to administrators only, never to visitors."""

    code = "no_such_account"
    message = N_("There is no account with this e-mail address.")


class NoSuchPlace(NotFound):
    """No place has this code. code: as given."""

    code = "no_such_place"
    message = N_("There is no place with the code %(code)s.")


class LinkRefused(DomainError):
    """A link from a mail is not valid."""

    code = "link_refused"
    message = N_("This link does not work. Please ask for a new one.")


class LinkUnknown(LinkRefused):
    """The link was not made here, has another purpose, or is incomplete."""

    code = "link_unknown"
    message = N_("This link is not complete. Open it again from the mail, or copy all of it.")


class LinkExpired(LinkRefused):
    """The link has expired."""

    code = "link_expired"
    message = N_("This link is too old and no longer works. Please ask for a new one.")


class LinkUsed(LinkRefused):
    """The link was used before, or replaced by a newer one."""

    code = "link_used"
    message = N_("This link was used before, or a newer mail took its place.")


@dataclass(frozen=True)
class Registration:
    """The data of a new account, checked and normalized. The password is chosen at its confirmation."""

    email: str
    display_name: str
    home_province_code: str
    language: str


@dataclass(frozen=True)
class Profile:
    """What people can change about themselves, checked and normalized."""

    display_name: str
    home_province_code: str


def registration(
    *, email: str, display_name: str, home_province_code: str, language: str, consents: bool
) -> Registration:
    """Check and normalize the form for a new account.

    Raises Invalid with data `field`: email, display_name, home_province_code, language or consent.
    Whether the province exists is not checked here.
    """
    with all_fields() as at:
        with at("email"):
            email = clean_email(email)
        with at("display_name"):
            accepted = profile(display_name=display_name, home_province_code=home_province_code)
        with at("consent"):
            check_consent(consents)
        with at("language"):
            check_language(language)
    return Registration(email, accepted.display_name, accepted.home_province_code, language)


def profile(*, display_name: str, home_province_code: str) -> Profile:
    """Check and normalize a profile. Raises Invalid with data `field`."""
    with all_fields() as at:
        with at("display_name"):
            display_name = clean_name(display_name)
        with at("home_province_code"):
            check_province_code(home_province_code)
    return Profile(display_name, home_province_code)


def check_consent(consents: object) -> None:
    """Raise NoConsent unless the box was ticked. consents: value of the form field."""
    if not consents:
        raise NoConsent()


def check_province_code(code: str) -> None:
    """Raise UnknownProvince unless the code has two digits.

    Whether the province exists is not checked here.
    """
    if not (code.isascii() and code.isdigit() and len(code) == PROVINCE_CODE_LENGTH):
        raise UnknownProvince()


def check_language(language: str) -> str:
    """Return `language` if it is "th" or "en". Raises UnknownLanguage."""
    with at_field("language"):
        if language not in LANGUAGES:
            raise UnknownLanguage()
    return language


def check_link(*, used_at: datetime | None, expires_at: datetime, now: datetime) -> None:
    """Check a link from a mail. Raises LinkUsed, LinkExpired."""
    if used_at is not None:
        raise LinkUsed()
    if expires_at <= now:
        raise LinkExpired()
