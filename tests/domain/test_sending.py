"""One sending of a form has one name."""

from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.sending import sending_key


@given(st.text(min_size=1), st.text(), st.text())
def test_the_same_words_from_the_same_form_have_the_same_name(form_key: str, title: str, body: str) -> None:
    assert sending_key(form_key, title, body) == sending_key(form_key, title, body)
    assert sending_key(form_key, title, body) != sending_key(form_key, title, body + "!")
    assert sending_key(form_key, title, body) != sending_key(form_key + "!", title, body)


def test_a_form_without_a_key_has_no_name() -> None:
    assert sending_key(None, "ก") is None
    assert sending_key("", "ก") is None


def test_broken_characters_from_a_forged_form_have_a_name_too() -> None:
    assert sending_key("\ud800", "\udfff")
