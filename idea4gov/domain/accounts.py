"""Rules of accounts: registration, passwords, and links sent by mail."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from idea4gov.domain.common_passwords import COMMON_PASSWORDS
from idea4gov.domain.email import clean_email
from idea4gov.domain.errors import N_, Conflict, DomainError, Invalid, NotFound
from idea4gov.domain.fields import all_fields, at_field
from idea4gov.domain.spelling import one_spelling
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, UNREADABLE, EmptyText, clean_name

PASSWORD_MIN_LENGTH = 10
PASSWORD_MAX_LENGTH = 128
PROVINCE_CODE_LENGTH = 2
CONSENT_VERSION = "1"
LANGUAGES = ("th", "en")

LinkPurpose = Literal["confirm_email", "reset_password"]
LINK_LIFETIME: dict[LinkPurpose, timedelta] = {
    "confirm_email": timedelta(days=3),
    "reset_password": timedelta(hours=1),
}


class PasswordTooShort(Invalid):
    """The password is too short. min_length: in characters."""

    code = "password_too_short"
    message = N_(
        "The password needs at least %(min_length)s characters. A few words in a row are easy to remember."
    )


class PasswordTooLong(Invalid):
    """The password is too long. max_length: in characters."""

    code = "password_too_long"
    message = N_("The password can have at most %(max_length)s characters. Please choose a shorter one.")


class PasswordTooCommon(Invalid):
    """The password is one of those that people choose most."""

    code = "password_too_common"
    message = N_("Many people use this password, so it is easily guessed. Please choose another one.")


class PasswordIsEmail(Invalid):
    """The password is the e-mail address, or the part of it before the @."""

    code = "password_is_email"
    message = N_("The password must not be your e-mail address. Please choose another one.")


class ForbiddenInPassword(Invalid):
    """The password has a character that cannot be typed again: a control, a surrogate or a damaged one."""

    code = "forbidden_in_password"
    message = N_("The password contains an invisible character. Please type it instead of pasting it.")


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


class EmailNotConfirmed(Conflict):
    """The password is right, but the e-mail address was not confirmed. A new link was sent."""

    code = "email_not_confirmed"
    message = N_(
        "Your e-mail address is not confirmed yet. We sent you a new link: open it and you are logged in."
    )


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
    """The data of a new account, checked and normalized. It does not contain the password."""

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
    *, email: str, password: str, display_name: str, home_province_code: str, language: str, consents: bool
) -> Registration:
    """Check and normalize the form for a new account.

    Raises Invalid with data `field`: email, password, display_name, home_province_code, language or consent.
    Whether the province exists is not checked here.
    """
    with all_fields() as at:
        with at("email"):
            email = clean_email(email)
        with at("password"):
            check_password(password, email=email)
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


def normal_password(text: str) -> str:
    """The form of a password that is hashed: its one spelling, as keyboards order Thai marks differently.

    Of what is typed in the order of the language it is NFKC alone, which older hashes are of.
    """
    return unicodedata.normalize("NFKC", one_spelling(text))


def password_spellings(text: str) -> list[str]:
    """The forms of a typed password that a stored hash may be of: normal_password, and NFKC if it differs."""
    return list(dict.fromkeys((normal_password(text), unicodedata.normalize("NFKC", text))))


def check_password(text: str, *, email: str = "") -> None:
    """Refuse a password that is too short, too long, common, or the person's own e-mail address.

    text: as typed; every script and spaces are allowed. Its length is counted in characters (code points);
    what is not drawn makes it no longer. Raises EmptyText, PasswordTooShort, PasswordTooLong,
    PasswordTooCommon, PasswordIsEmail, ForbiddenInPassword.
    """
    require_password(text)
    if len(text) > PASSWORD_MAX_LENGTH:
        raise PasswordTooLong(max_length=PASSWORD_MAX_LENGTH)
    if min(len(text), len(normal_password(text))) < PASSWORD_MIN_LENGTH:
        raise PasswordTooShort(min_length=PASSWORD_MIN_LENGTH)
    if FORBIDDEN_CHARACTERS.search(text) or UNREADABLE in text:
        raise ForbiddenInPassword()
    plain = "".join(normal_password(text).casefold().split())
    if plain in COMMON_PASSWORDS or len(set(plain)) <= 2:
        raise PasswordTooCommon()
    if email and plain in (email, email.partition("@")[0]):
        raise PasswordIsEmail()


def require_password(text: str) -> None:
    """Raise EmptyText if nothing was typed."""
    if not text:
        raise EmptyText()


def check_link(*, used_at: datetime | None, expires_at: datetime, now: datetime) -> None:
    """Check a link from a mail. Raises LinkUsed, LinkExpired."""
    if used_at is not None:
        raise LinkUsed()
    if expires_at <= now:
        raise LinkExpired()
