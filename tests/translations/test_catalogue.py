"""Every sentence that people can see has its Thai, with the same places for names and numbers."""

import re
from functools import cache

import pytest

from scripts.catalogue import extract, read

pytestmark = pytest.mark.slow

PLACES = re.compile(r"%\((\w+)\)[sd]")
KEPT = {message.id: message for message in read() if message.id}
THAI = {text: "".join(message.string or "") for text, message in KEPT.items()}


@cache
def said() -> set[object]:
    """What code and templates say."""
    return {message.id for message in extract() if message.id}


def test_every_sentence_has_a_thai_translation() -> None:
    assert sorted(map(str, said() - {text for text, thai in THAI.items() if thai})) == []


def test_no_translation_is_a_guess() -> None:
    assert [text for text, message in KEPT.items() if message.fuzzy] == []


def test_no_translation_is_left_of_a_sentence_that_nobody_says() -> None:
    assert sorted(set(KEPT) - said()) == []


def test_translations_keep_the_places_of_names_and_numbers() -> None:
    changed = {
        text
        for text, thai in THAI.items()
        if thai and set(PLACES.findall("".join(text))) != set(PLACES.findall(thai))
    }
    assert changed == set()


def test_thai_sentences_are_thai() -> None:
    latin = {text for text, thai in THAI.items() if not re.search("[\u0e01-\u0e5b]", thai)}
    assert latin <= {"English", "idea4gov", "CSV", "JSON", "ThaID"}
