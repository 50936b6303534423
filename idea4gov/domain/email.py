"""E-mail addresses: one spelling for each, so that the database can tell two accounts apart."""

import re
import unicodedata

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import UNREADABLE

EMAIL_MAX_LENGTH = 254
_LOCAL_MAX_BYTES = 64

_LOCAL = re.compile(r'[^\s@<>()\[\],;:\\"]+')
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)")


class BadEmail(Invalid):
    """Not an address that mail can be sent to."""

    code = "bad_email"
    message = N_("This is not a complete e-mail address. Please write it like name@example.com.")


def clean_email(text: str) -> str:
    """Bring an address to the spelling that is stored and compared: case-folded, its domain in ASCII.

    Other scripts are welcome before the @ and in the domain ("ชื่อ@ตัวอย่าง.ไทย" -> "ชื่อ@xn--...").
    Always send to what this returns, never to what was typed: folding makes some different letters one.
    Returns at most EMAIL_MAX_LENGTH characters; cleaning again changes nothing. Raises BadEmail.
    """
    typed = text.strip()
    if len(typed) > EMAIL_MAX_LENGTH or typed.count("@") != 1:
        raise BadEmail()
    local, domain = _folded(typed).split("@")
    address = f"{_checked_local(local)}@{_ascii_domain(domain)}"
    if len(address.encode()) > EMAIL_MAX_LENGTH:
        raise BadEmail()
    return address


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


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
