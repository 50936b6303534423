"""Codes by mail: whoever types one shows that they read the account's mail, and so confirms the device.

They are short because people type them; that is made good by few tries, a short life and few mails.
"""

import re
from datetime import timedelta
from typing import Final

from idea4gov.domain.errors import N_, Conflict, Invalid, NotFound, TooMany
from idea4gov.domain.thai import arabic_digits
from idea4gov.domain.throttle import Limit

CODE_DIGITS: Final = 6
CODE_LASTS: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
"""How often a code can be typed. The database knows the number, too."""
CODES_AN_HOUR: Final = Limit("device-codes-an-hour", 5, timedelta(hours=1))
CODES_A_DAY: Final = Limit("device-codes-a-day", 10, timedelta(days=1))
"""Codes that are mailed for one account, from all devices together. Mails with links are counted apart."""

_BETWEEN = re.compile(r"[\s\-.\u200b\u200c\u200d\u2060\ufeff]+")
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}", re.ASCII)


class NoCode(Invalid):
    """The text is not a code."""

    code = "no_code"
    message = N_("Please type the six digits of the code in our newest mail.")


class WrongCode(Invalid):
    """It is not the code that was mailed. left: how often one may still try."""

    code = "wrong_code"
    message = N_("This is not the code in our newest mail. Look once more; you can try %(left)s more times.")


class CodeOver(Conflict):
    """The code is too old or was mistyped too often, or there is none."""

    code = "code_over"
    message = N_("This code does not count any more. Please have a new one sent.")


class NoSuchSession(NotFound):
    """The account has no session with this number whose device is written down."""

    code = "no_such_session"
    message = N_("The account has no session with this number. Log in on the device first.")


class TooManyCodes(TooMany):
    """So many codes were mailed for the account that none is for a while. minutes: how long."""

    code = "too_many_codes"
    message = N_(
        "We have sent many codes to this address already. Choose a new password by the link “Forgotten your "
        "password?”: that confirms the device, too. Or try again in %(minutes)s minutes."
    )


def clean_code(text: str) -> str:
    """The six digits that somebody typed, in whatever digits, with spaces or hyphens. Raises NoCode."""
    digits = _BETWEEN.sub("", arabic_digits(text[:100]))
    if not _CODE.fullmatch(digits):
        raise NoCode()
    return digits


def mask_email(email: str) -> str:
    """An address that its owner recognises and others learn little from: "somchai@a.th" -> "s***i@a.th"."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***{local[-1:] if len(local) > 2 else ''}@{domain}"
