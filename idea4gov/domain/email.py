"""E-mail addresses in one canonical form, so that the database can compare them."""

import re
import unicodedata

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import UNREADABLE

EMAIL_MAX_LENGTH = 254
_LOCAL_MAX_BYTES = 64

_LOCAL = re.compile(r'[^\s@<>()\[\],;:\\"]+')
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)")


class BadEmail(Invalid):
    """The text is not an e-mail address."""

    code = "bad_email"
    message = N_("This is not a complete e-mail address. Please write it like name@example.com.")


class NoEmail(BadEmail):
    """The field was left empty."""

    code = "no_email"
    message = N_("Please write your e-mail address.")


class UnreachableEmail(BadEmail):
    """The part before the @ has letters that only few mail servers understand (SMTPUTF8, RFC 6531)."""

    code = "unreachable_email"
    message = N_(
        "Mail does not reach an address with such letters before the @. Please write one with English "
        "letters and digits, like name@example.com."
    )


def clean_email(text: str) -> str:
    """The canonical form of an address that mail can reach, for a new account or a first letter.

    The domain may be of any script: "info@ตัวอย่าง.ไทย" becomes "info@xn--..."; full-width letters become usual
    ones. Otherwise as known_email. Raises BadEmail; UnreachableEmail for other scripts before the @; NoEmail.
    """
    address = known_email(text)
    # Casefolding makes ASCII of some letters that are another mailbox: ß is not ss.
    if not _compatible(text).rpartition("@")[0].isascii():
        raise UnreachableEmail()
    return address


def known_email(text: str) -> str:
    """The canonical form of an address, in which it is stored and compared: casefolded, with an ASCII domain.

    For finding an account: some that were made earlier have letters of other scripts before the @. Mail must
    be sent to this form, never to what was typed, because casefolding maps some different addresses to the
    same one. Returns at most EMAIL_MAX_LENGTH bytes; cleaning again changes nothing.
    Raises BadEmail; NoEmail where nothing was typed.
    """
    if not text.strip():
        raise NoEmail()
    typed = _compatible(text)
    if len(typed) > EMAIL_MAX_LENGTH or typed.count("@") != 1:
        raise BadEmail()
    local, domain = _folded(typed).split("@")
    address = f"{_checked_local(local)}@{_ascii_domain(domain)}"
    if len(address.encode()) > EMAIL_MAX_LENGTH:
        raise BadEmail()
    return address


def _compatible(text: str) -> str:
    """The text with full-width letters and signs as usual ones (NFKC). text: of any length."""
    return unicodedata.normalize("NFKC", text[: 4 * EMAIL_MAX_LENGTH]).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _checked_local(local: str) -> str:
    # Printable leaves out controls, half characters and everything invisible.
    if not _LOCAL.fullmatch(local) or not local.isprintable() or len(local.encode()) > _LOCAL_MAX_BYTES:
        raise BadEmail()
    if UNREADABLE in local or local.startswith(".") or local.endswith(".") or ".." in local:
        raise BadEmail()
    return local


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadEmail() from error
    if not _DOMAIN.fullmatch(ascii_domain):
        raise BadEmail()
    return ascii_domain
