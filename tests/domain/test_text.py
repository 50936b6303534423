"""What people type comes back as typed, or a sentence says why not."""

import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.errors import Invalid
from idea4gov.domain.text import (
    MAX_MARKS,
    NAME_MAX_LENGTH,
    EmptyText,
    ForbiddenCharacter,
    InvisibleInName,
    OpenDirection,
    StackedMarks,
    TextTooLong,
    clean_line,
    clean_name,
    clean_text,
)

LONG = 10_000
PHONE = "\u202d081-234-5678\u202c"
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    [
        "ขยะบนหาดบางแสน ทำอย่างไรดี",
        "น้ำท่วม ทำไม กำแพง",
        "บรรทัดหนึ่ง\nบรรทัดสอง\n\n\tย่อหน้า",
        f"ครอบครัว {FAMILY} ธง 🇹🇭 เลข 1️⃣",
        "ตัด\u200bคำ\u200bไทย",
        "<script>alert(1)</script> & 100% ' \" \\",
        f"โทร {PHONE} ได้เลย",
        "ไม่เอา้้้้้้้้",
        "\uf8ff เครื่องหมายของใครของมัน",
        "\U0001fae8 อีโมจิใหม่กว่าตารางอักขระ",
    ],
)
def test_ordinary_and_lively_text_comes_back_exactly(text: str) -> None:
    assert clean_text(text, max_length=LONG) == text


def test_decomposed_letters_are_composed_and_sara_am_stays_whole() -> None:
    assert clean_text("cafe\u0301 น้ำ", max_length=LONG) == "café น้ำ"
    assert "\u0e33" in clean_text("น้ำ", max_length=LONG)


def test_marks_typed_in_another_order_become_one_spelling() -> None:
    tone_first, vowel_first = "อย\u0e48\u0e39", "อย\u0e39\u0e48"
    assert clean_text(tone_first, max_length=LONG) == clean_text(vowel_first, max_length=LONG) == "อยู่"


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\v", "\f", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_newline(line_end: str) -> None:
    assert clean_text(f"หนึ่ง{line_end}สอง", max_length=LONG) == "หนึ่ง\nสอง"


@pytest.mark.parametrize("around", [" ", "\n", "\t", "\u3000", "\xa0", "\u200b", "\ufeff", "\r\n \u2060"])
def test_white_and_zero_width_space_around_the_text_is_dropped(around: str) -> None:
    assert clean_text(f"{around}ไอเดีย{around}", max_length=LONG) == "ไอเดีย"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\r\n\t", "\u200b\u200d", "\u3164", "\u2800 \u115f", "\ufe0f", "\u200e\u061c", "\xad"]
)
def test_nothing_visible_is_empty(text: str) -> None:
    with pytest.raises(EmptyText):
        clean_text(text, max_length=LONG)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\ud800", "U+D800"),
        ("\ufdd0", "U+FDD0"),
        ("\U0010ffff", "U+10FFFF"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_name_and_line(character: str, name: str) -> None:
    with pytest.raises(ForbiddenCharacter) as refusal:
        clean_text(f"บรรทัดหนึ่ง\r\nบรรทัดสอง{character}", max_length=LONG)
    assert refusal.value.data == {"character": name, "line": 2}
    assert str(refusal.value).startswith(f"Line 2 contains an invisible character ({name})")


def test_length_is_counted_after_cleaning() -> None:
    assert clean_text("  กขค\r\n ", max_length=3) == "กขค"
    assert clean_text("e\u0301" * 3, max_length=3) == "é" * 3
    with pytest.raises(TextTooLong) as refusal:
        clean_text("กขคง", max_length=3)
    assert str(refusal.value) == "This is 4 characters long. Please shorten it to at most 3 characters."


def test_what_is_too_long_even_when_composed_is_neither_composed_nor_measured_sign_by_sign() -> None:
    """The quarter of a megabyte that anybody may send took 60 ms."""
    of_four_signs = unicodedata.normalize("NFD", "\u1faf")
    assert clean_text(of_four_signs * 3, max_length=3) == "\u1faf" * 3
    with patch("idea4gov.domain.text.unicodedata") as looked_up, pytest.raises(TextTooLong) as refusal:
        clean_text("\N{GRINNING FACE}" * 13, max_length=3)
    assert refusal.value.data == {"length": 13, "max_length": 3}
    assert looked_up.mock_calls == []


@pytest.mark.parametrize("joiner", ["", "\u200d", "\u200c"])
def test_a_tower_of_marks_is_refused_even_with_joiners_between(joiner: str) -> None:
    assert clean_text("ด" + joiner.join("้" * MAX_MARKS), max_length=LONG)
    with pytest.raises(StackedMarks):
        clean_text("ด" + joiner.join("้" * (MAX_MARKS + 1)), max_length=LONG)


@pytest.mark.parametrize(
    "text",
    [
        "\u202eกลับ",
        "ปิดอย่างเดียว\u202c",
        "\u2066ก\u202c",
        "\u202aก\u2067ข\u202cค\u2069",
        "\u202bเปิด\nปิดบรรทัดหน้า\u202c",
    ],
)
def test_direction_marks_must_close_within_their_line(text: str) -> None:
    with pytest.raises(OpenDirection) as refusal:
        clean_text(text, max_length=LONG)
    assert refusal.value.data == {"line": 1}


def test_a_line_has_no_line_ends_or_tabs() -> None:
    assert clean_line("หนึ่ง\r\nสอง\tสาม\u2028สี่", max_length=LONG) == "หนึ่ง สอง สาม สี่"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  สมชาย   ใจดี ", "สมชาย ใจดี"),
        ("สมชาย\u3000ใจดี", "สมชาย ใจดี"),
        ("Zoë O'Brien", "Zoë O'Brien"),
        (f"บ้าน {FAMILY}", f"บ้าน {FAMILY}"),
        ("รัก ❤\ufe0f 🏳\ufe0f\u200d🌈", "รัก ❤\ufe0f 🏳\ufe0f\u200d🌈"),
        ("ก" * NAME_MAX_LENGTH, "ก" * NAME_MAX_LENGTH),
    ],
)
def test_a_name_keeps_single_spaces(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "name",
    [
        PHONE,
        "สม\u200bชาย",
        "สม\u200eชาย",
        "สม\xadชาย",
        "สม\u200dชาย",
        "สม\u200cชาย",
        "สมชาย\ufe0f",
        "สม\u034fชาย",
        "Mali\u3164",
        "ก👨\u200d",
        "Ma\u2060li",
    ],
)
def test_a_name_with_invisible_characters_is_refused(name: str) -> None:
    with pytest.raises(InvisibleInName):
        clean_name(name)


@pytest.mark.parametrize(
    ("name", "error"),
    [(" ", EmptyText), ("ก" * (NAME_MAX_LENGTH + 1), TextTooLong), ("ก\x1fข", ForbiddenCharacter)],
)
def test_a_name_obeys_the_rules_of_text(name: str, error: type[Invalid]) -> None:
    with pytest.raises(error):
        clean_name(name)


@given(st.text(st.characters(), max_size=80))
def test_any_text_is_refused_with_a_sentence_or_kept_in_a_stable_form(text: str) -> None:
    kept, sentence = kept_or_refused(text)
    assert bool(kept) != bool(sentence)
    assert len(kept) <= 60
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept.encode().decode() == kept
    if kept:
        assert clean_text(kept, max_length=60) == kept


def kept_or_refused(text: str) -> tuple[str, str]:
    try:
        return clean_text(text, max_length=60), ""
    except Invalid as refusal:
        return "", str(refusal)


@given(st.text(max_size=80))
def test_any_name_kept_is_one_stable_line(text: str) -> None:
    try:
        kept = clean_name(text)
    except Invalid:
        return
    assert kept.splitlines() == [kept]
    assert clean_name(kept) == kept
