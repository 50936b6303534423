"""The key of texts that look alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.spelling import spelling_key
from tests.services.sample import examples
from tests.spellings import ALIKE, DIFFERENT

MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d\u0e38\u0e39\u0e3a\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"
UNSEEN = "\u200b\u200c\u200d\u00ad\u034f\ufe0f\ufeff\u3164"
THAI_LIKE = st.text(alphabet=f"กนมเแโาะำๅ {MARKS}{UNSEEN}eé\u0301\u0323", max_size=12)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_look_alike_have_one_key(one: str, other: str) -> None:
    assert one != other
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_texts_that_can_be_told_apart_have_keys_of_their_own(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


@settings(max_examples=examples(300))
@given(st.text(max_size=20) | THAI_LIKE)
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert spelling_key(spelling_key(text)) == spelling_key(text)


@pytest.mark.parametrize("code_points", [range(0x3400), range(0xA000, 0xAC00), range(0xF900, 0x11000)])
def test_the_key_of_a_key_is_the_key_for_each_letter_between_thai_ones(code_points: range) -> None:
    keys = {chr(code): spelling_key(f"ก{chr(code)}า") for code in code_points}
    assert [sign for sign, key in keys.items() if spelling_key(key) != key] == []


@settings(max_examples=examples(200))
@given(st.data())
def test_marks_of_different_heights_may_be_typed_in_any_order_and_twice(data: st.DataObject) -> None:
    below, above, high = (data.draw(st.sampled_from(some)) for some in ("ฺุู", "ัิีึื็", "่้๊๋์"))
    typed = data.draw(st.permutations([below, above, high, data.draw(st.sampled_from([below, above, high]))]))
    after = data.draw(st.sampled_from(["", "า", "ะ", "ง"]))
    assert spelling_key(f"ก{''.join(typed)}{after}") == f"ก{below}{above}{high}{after}"


@settings(max_examples=examples(100))
@given(THAI_LIKE, st.integers(min_value=0, max_value=12), st.sampled_from(UNSEEN))
def test_what_is_not_drawn_changes_no_key(text: str, at: int, sign: str) -> None:
    assert spelling_key(text[:at] + sign + text[at:]) == spelling_key(text)


def test_a_key_has_no_signs_but_those_that_are_seen() -> None:
    assert spelling_key("\u200b \u00ad\ufeff") == ""
