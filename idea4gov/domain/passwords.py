"""Rules of passwords: how long, how hard to guess, and in which spelling they are hashed."""

import re
import unicodedata
from collections.abc import Container, Iterable

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.guessing import guess_bits
from idea4gov.domain.spelling import one_spelling
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, UNREADABLE, EmptyText

PASSWORD_MIN_LENGTH = 8
# Of officials who have no second factor.
OFFICIAL_PASSWORD_MIN_LENGTH = 12
PASSWORD_MAX_LENGTH = 128
# 2 ** 30 guesses: a billion.
GUESS_BITS_MIN = 30.0
# Who gets as far as this with a guess has had more than enough of them.
_GUESSED_LENGTH = 64
# Birthdays, telephone and identity numbers, with what people write between the digits.
_NUMBER = re.compile(r"[\d\s./+-]+")
_BETWEEN_WORDS = re.compile(r"[\s@._+,/-]+")
# Drawn with another sign: what a joiner joins to it, colours of skin, the second letter of a flag, accents.
_DRAWN_WITH_OTHERS = re.compile(
    "\u200d.|[\U0001f3fb-\U0001f3ff]|(?P<flag>[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]"
    "|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
_MOST_DIGITS_OF_A_NUMBER = 13


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
    """The password is among those that are tried first."""

    code = "password_too_common"
    message = N_("This password is easily guessed. Please choose another one, such as four unrelated words.")


class PasswordIsPersonal(Invalid):
    """The password would be good, if it were not made of the owner's name or e-mail address."""

    code = "password_is_personal"
    message = N_(
        "This password is easily guessed from your name or your e-mail address. Please choose another one."
    )


class ForbiddenInPassword(Invalid):
    """The password has a character that cannot be typed again: a control, a surrogate or a damaged one."""

    code = "forbidden_in_password"
    message = N_("The password contains an invisible character. Please type it instead of pasting it.")


def normal_password(text: str) -> str:
    """The form of a password that is hashed: its one spelling, as keyboards order Thai marks differently.

    Of what is typed in the order of the language it is NFKC alone, which older hashes are of.
    """
    return unicodedata.normalize("NFKC", one_spelling(text))


def password_spellings(text: str) -> list[str]:
    """The forms of a typed password that a stored hash may be of: normal_password, and NFKC if it differs.

    text: of any length; nobody has a password of more than PASSWORD_MAX_LENGTH, so that is taken for none.
    """
    # Composing takes quadratic time on a run of marks.
    if len(text) > PASSWORD_MAX_LENGTH:
        return [""]
    return list(dict.fromkeys((normal_password(text), unicodedata.normalize("NFKC", text))))


def least_password_length(*, is_official: bool, has_second_factor: bool = False) -> int:
    """How many characters a password needs."""
    return OFFICIAL_PASSWORD_MIN_LENGTH if is_official and not has_second_factor else PASSWORD_MIN_LENGTH


def is_short_for_official(text: str) -> bool:
    """Whether a password does for a citizen, but not for an official without a second factor."""
    return password_length(text) < OFFICIAL_PASSWORD_MIN_LENGTH


def check_password(
    text: str, *, words: Container[str], own: Iterable[str] = (), least: int = PASSWORD_MIN_LENGTH
) -> None:
    """Refuse a password that is too short, too long, or easily guessed.

    text: as typed; every script and spaces are allowed. least: as of password_length. words: of guess_bits.
    own: what is known about its owner, such as name and e-mail address. Raises EmptyText, PasswordTooShort,
    PasswordTooLong, PasswordTooCommon, PasswordIsPersonal, ForbiddenInPassword.
    """
    require_password(text)
    if len(text) > PASSWORD_MAX_LENGTH:
        raise PasswordTooLong(max_length=PASSWORD_MAX_LENGTH)
    if password_length(text) < least:
        raise PasswordTooShort(min_length=least)
    if FORBIDDEN_CHARACTERS.search(text) or UNREADABLE in text:
        raise ForbiddenInPassword()
    spelled = normal_password(text)[:_GUESSED_LENGTH]
    if _is_number(spelled) or guess_bits(spelled, words=words) < GUESS_BITS_MIN:
        raise PasswordTooCommon()
    if guess_bits(spelled, words=words, own=_parts(own)) < GUESS_BITS_MIN:
        raise PasswordIsPersonal()


def password_length(text: str) -> int:
    """Characters of a password as people see them: what is not drawn, or drawn as part of another, is none.

    Each sign of Thai counts, because each has a key.
    """
    # NFKC takes SARA AM apart, and one key types it.
    normal = normal_password(text).replace("\u0e4dา", "ำ")
    return min(
        len(_DRAWN_WITH_OTHERS.sub(lambda found: found["flag"] or "", each)) for each in (text, normal)
    )


def _is_number(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return bool(_NUMBER.fullmatch(text)) and digits <= _MOST_DIGITS_OF_A_NUMBER


def _parts(own: Iterable[str]) -> list[str]:
    """Of each text the words, and what stands before an @ in one piece."""
    words = [_BETWEEN_WORDS.split(one) for text in own for one in (text, text.partition("@")[0])]
    return [part for found in words for part in (*found, "".join(found))]


def require_password(text: str) -> None:
    """Raise EmptyText if nothing was typed."""
    if not text:
        raise EmptyText()
