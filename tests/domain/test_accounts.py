"""Rules of accounts: registrations, passwords, links."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.accounts import LinkExpired, LinkUsed, NoConsent, Registration, check_link, registration
from idea4gov.domain.errors import Invalid
from idea4gov.domain.passwords import (
    ForbiddenInPassword,
    PasswordIsPersonal,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    least_password_length,
    normal_password,
    password_spellings,
)
from idea4gov.outside.common_words import common_words
from tests.conftest import NOON

WORDS = common_words()
GOOD: dict[str, Any] = {
    "email": "Somchai@Example.org ",
    "display_name": " สมชาย   ใจดี ",
    "home_province_code": "20",
    "language": "th",
    "consents": True,
}


def test_a_registration_keeps_what_was_typed_in_one_spelling() -> None:
    assert registration(**GOOD) == Registration("somchai@example.org", "สมชาย ใจดี", "20", "th")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "somchai"),
        ("display_name", "\u200b"),
        ("home_province_code", ""),
        ("language", "xx"),
    ],
)
def test_a_refusal_names_the_field(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        registration(**{**GOOD, field: value})
    assert refused.value.data["field"] == field


def test_without_consent_there_is_no_account() -> None:
    with pytest.raises(NoConsent):
        registration(**{**GOOD, "consents": False})


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("ก7ว-ฮ2ฬ", PasswordTooShort),
        ("ab" * 64 + "c", PasswordTooLong),
        ("Password 123", PasswordTooCommon),
        ("1234567890", PasswordTooCommon),
        ("ａｄｍｉｎ１２３４５", PasswordTooCommon),
        ("กกกกกกกกกกกก", PasswordTooCommon),
        ("          ", PasswordTooCommon),
        ("Somchai.jaidee@example.org", PasswordIsPersonal),
        ("somchai.jaidee", PasswordIsPersonal),
        ("Jaidee-Kunakorn9", PasswordIsPersonal),
        ("คุณากรใจดี2533", PasswordIsPersonal),
        ("correct\x00horse", ForbiddenInPassword),
        ("correct\ud800horse", ForbiddenInPassword),
    ],
)
def test_weak_and_untypable_passwords_are_refused(password: str, error: type[Invalid]) -> None:
    with pytest.raises(error):
        check_password(password, words=WORDS, own=("somchai.jaidee@example.org", "Kunakorn", "คุณากร ใจดี"))


@pytest.mark.parametrize(
    "password", ["ทะเลบางแสนสวยงาม", "x7 correct horse", "🌊🏖️🐟🦀🐚🌅🚤⛱️🐬🏝️", "correct horse 42" * 8]
)
def test_every_script_and_spaces_make_good_passwords(password: str) -> None:
    check_password(password, words=WORDS, own=("somchai@example.org",))


@pytest.mark.parametrize(
    ("is_official", "has_second_factor", "least"),
    [(False, False, 8), (False, True, 8), (True, False, 12), (True, True, 8)],
)
def test_officials_without_a_second_factor_need_longer_passwords(
    is_official: bool, has_second_factor: bool, least: int
) -> None:
    assert least_password_length(is_official=is_official, has_second_factor=has_second_factor) == least


@given(st.text())
def test_a_password_has_one_spelling(text: str) -> None:
    assert normal_password(normal_password(text)) == normal_password(text)


def test_sara_am_and_its_parts_are_one_password() -> None:
    assert normal_password("ทำดีได้ดีมาก") == normal_password("ท\u0e4d\u0e32ดีได้ดีมาก")


@pytest.mark.parametrize("password", ["Correct 7 Horse ๗", "ทำดีได้ดีมาก", "น้ำใจ ผู้ใหญ่บ้าน"])
def test_what_is_typed_in_the_order_of_the_language_is_compared_once(password: str) -> None:
    assert password_spellings(password) == [unicodedata.normalize("NFKC", password)]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("น\u0e33\u0e49ใจไมตรีจิต", "น้ำใจไมตรีจิต"),
        ("\u0e40\u0e40ม่น้ำบางปะกง", "แม่น้ำบางปะกง"),
        ("ผ\u0e49\u0e39ใหญ่\u200bบ้านเรา", "ผู้ใหญ่บ้านเรา"),
    ],
)
def test_a_password_typed_in_another_order_is_the_same_and_its_older_hash_stays_valid(
    typed: str, right: str
) -> None:
    assert password_spellings(typed) == [normal_password(right), unicodedata.normalize("NFKC", typed)]


def test_capital_letters_digits_and_spaces_tell_passwords_apart() -> None:
    assert len({normal_password(one) for one in ("Aa 1", "aa 1", "Aa  1", "Aa ๑")}) == 4


def test_what_is_not_drawn_makes_no_password_longer() -> None:
    with pytest.raises(PasswordTooShort):
        check_password("ปลาทู" + "\u200b" * 20, words=WORDS)


@pytest.mark.parametrize(
    ("used", "age", "error"),
    [(True, timedelta(0), LinkUsed), (False, timedelta(hours=1), LinkExpired)],
)
def test_a_used_or_old_link_is_refused(used: bool, age: timedelta, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_link(used_at=NOON if used else None, expires_at=NOON + timedelta(hours=1), now=NOON + age)


def test_a_link_works_until_the_moment_it_expires() -> None:
    check_link(used_at=None, expires_at=NOON, now=NOON - timedelta(microseconds=1))
