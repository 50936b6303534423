"""E-mail addresses are brought to one spelling, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.email import (
    EMAIL_MAX_LENGTH,
    BadEmail,
    NoEmail,
    UnreachableEmail,
    clean_email,
    known_email,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Somchai@Example.GO.TH\n", "somchai@example.go.th"),
        ("a.b+board@sub.example.co", "a.b+board@sub.example.co"),
        ("o'brien_1@ex-ample.com", "o'brien_1@ex-ample.com"),
        ("STRASSE@example.com", "strasse@example.com"),
        ("ｓｏｍｃｈａｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "somchai@example.com"),
        ("Somchai１@example。com", "somchai1@example.com"),
        ("\ufb01rst@example.com", "first@example.com"),
        ("info@ตัวอย่าง.ไทย", "info@xn--72c1a1bt4awk9o.xn--o3cw4h"),
        ("info@XN--72C1A1BT4AWK9O.xn--o3cw4h", "info@xn--72c1a1bt4awk9o.xn--o3cw4h"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "somchai",
        "@example.com",
        "somchai@",
        "somchai@example",
        "a@b@example.com",
        "so mchai@example.com",
        "somchai@exa mple.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@.example.com",
        "a@example..com",
        "a@example.com.",
        "a@-example.com",
        "a@example-.com",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "Name <a@example.com>",
        "a,b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a\x00@example.com",
        "a\u202e@example.com",
        "a\u200b@example.com",
        "a\ud800@example.com",
        "a@exam\u202eple.com",
        "a＠",
        "ก" * 30 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a@" + "b." * 150 + "com",
    ],
)
def test_what_no_mail_reaches_is_refused(typed: str) -> None:
    with pytest.raises(BadEmail):
        clean_email(typed)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("สมชาย@example.com", "สมชาย@example.com"),
        ("Straße@example.com", "strasse@example.com"),
        ("cafe\u0301@example.com", "café@example.com"),
        ("иван@пример.рф", "иван@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_letters_that_mail_does_not_reach_are_refused_for_a_new_account_and_found_again(
    typed: str, known: str
) -> None:
    with pytest.raises(UnreachableEmail):
        clean_email(typed)
    assert known_email(typed) == known


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_field_is_told_from_a_mistyped_address(typed: str) -> None:
    with pytest.raises(NoEmail):
        clean_email(typed)


@given(st.emails())
def test_a_usual_address_is_kept_and_stays_as_kept(typed: str) -> None:
    try:
        kept = clean_email(typed)
    except BadEmail:
        assert typed.endswith(".") or "@[" in typed or len(typed) > EMAIL_MAX_LENGTH
        return
    assert clean_email(kept) == kept


@given(st.text(max_size=30), st.text(st.characters(categories=["L", "N", "M", "P"]), max_size=20))
def test_any_text_is_refused_or_kept_in_a_stable_form(local: str, domain: str) -> None:
    try:
        kept = known_email(f"{local}@{domain}.th")
    except BadEmail:
        return
    assert known_email(kept) == kept
    assert len(kept.encode()) <= EMAIL_MAX_LENGTH
    assert kept.isprintable()


@given(st.text(max_size=30))
def test_what_is_taken_is_ascii_throughout(local: str) -> None:
    try:
        kept = clean_email(f"{local}@example.com")
    except BadEmail:
        return
    assert kept.isascii()
    assert clean_email(kept) == kept
